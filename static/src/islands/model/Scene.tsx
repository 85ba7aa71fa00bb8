/** What is inside the canvas: the model, its light, its shadow, and the hand that turns it. */

import { ContactShadows } from "@react-three/drei/core/ContactShadows";
import { OrbitControls } from "@react-three/drei/core/OrbitControls";
import { useFrame, useLoader, useThree } from "@react-three/fiber";
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { AnimationMixer, type PerspectiveCamera, PMREMGenerator } from "three";
import { RoomEnvironment } from "three/examples/jsm/environments/RoomEnvironment.js";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import type { OrbitControls as Orbit } from "three-stdlib";
import { cameraPlace, type Extent, measure, RISE, TURN } from "./framing";
import { equip, release } from "./loading";

export interface SceneProps {
  src: string;
  decoders: string;
  /** Whether the model turns by itself. */
  turning: boolean;
  /** Whether its own movement, the chosen one, is played. */
  playing: boolean;
  clip: number;
  /** Whether the wheel zooms; else it scrolls the page. */
  awake: boolean;
  controls: RefObject<Orbit | null>;
  onProgress: (share: number | null) => void;
  onReady: (clips: string[]) => void;
  onTouched: () => void;
}

export function Scene(props: SceneProps): React.JSX.Element {
  const { src, decoders, onProgress } = props;
  const gl = useThree((state) => state.gl);
  const gltf = useLoader(
    GLTFLoader,
    src,
    (loader) => equip(loader, decoders, gl),
    (event) => onProgress(event.total ? event.loaded / event.total : null),
  );
  const extent = useMemo(() => measure(gltf.scene), [gltf]);
  useEffect(
    () => () => {
      release(gltf.scene);
      useLoader.clear(GLTFLoader, src);
    },
    [gltf, src],
  );
  useMovement(gltf, props.playing ? props.clip : -1, extent);
  useFirstPicture(() => props.onReady(gltf.animations.map((clip, at) => clip.name || `Movement ${at + 1}`)));
  return (
    <>
      <Room />
      <Lamps extent={extent} />
      <primitive object={gltf.scene} />
      <ContactShadows
        position={[extent.middle.x, extent.middle.y - extent.half - extent.radius * 0.004, extent.middle.z]}
        scale={extent.radius * 3}
        far={Math.max(extent.half * 1.2, extent.radius * 0.2)}
        blur={2.2}
        opacity={0.75}
        resolution={256}
        frames={props.playing && gltf.animations.length > 0 ? Infinity : 1}
      />
      <Hand {...props} extent={extent} />
    </>
  );
}

/** A plain room of light panels, drawn here and fetched from nowhere, that smooth surfaces can mirror. */
function Room(): null {
  const gl = useThree((state) => state.gl);
  const scene = useThree((state) => state.scene);
  useEffect(() => {
    const maker = new PMREMGenerator(gl);
    const room = new RoomEnvironment();
    const light = maker.fromScene(room, 0.04, 0.1, 100, { size: 128 });
    scene.environment = light.texture;
    scene.environmentIntensity = 0.55;
    return () => {
      scene.environment = null;
      light.dispose();
      room.dispose();
      maker.dispose();
    };
  }, [gl, scene]);
  return null;
}

/** Three lamps as on a stage: a warm one from the left, a cool one from the right, one from behind for the edges. */
function Lamps({ extent }: { extent: Extent }): React.JSX.Element {
  const far = (extent.radius + extent.half) * 4;
  const from = (turn: number, rise: number): [number, number, number] => [
    extent.middle.x + far * Math.sin(TURN + turn) * Math.cos(rise),
    extent.middle.y + far * Math.sin(rise),
    extent.middle.z + far * Math.cos(TURN + turn) * Math.cos(rise),
  ];
  return (
    <>
      <directionalLight position={from(-0.75, 0.85 - RISE)} color="#fff4e2" intensity={2.1} />
      <directionalLight position={from(1.1, 0.3)} color="#dfe8ff" intensity={0.6} />
      <directionalLight position={from(2.9, 0.7)} color="#e8eeff" intensity={1.3} />
    </>
  );
}

/** Turning, moving and zooming by pointer, and the place that the camera starts from. */
function Hand({ extent, turning, awake, controls, onTouched }: SceneProps & { extent: Extent }): React.JSX.Element {
  const camera = useThree((state) => state.camera) as PerspectiveCamera;
  const size = useThree((state) => state.size);
  const invalidate = useThree((state) => state.invalidate);
  const aspect = size.width / Math.max(1, size.height);
  const reach = extent.radius + extent.half;
  useLayoutEffect(() => {
    camera.position.copy(cameraPlace(extent, aspect));
    camera.near = reach / 100;
    camera.far = reach * 60;
    camera.updateProjectionMatrix();
    controls.current?.target.copy(extent.middle);
    controls.current?.update();
    controls.current?.saveState();
    invalidate();
  }, [camera, extent, aspect, reach, controls, invalidate]);
  return (
    <OrbitControls
      ref={controls as RefObject<Orbit>}
      makeDefault
      target={extent.middle}
      autoRotate={turning}
      autoRotateSpeed={1.2}
      enableZoom={awake}
      minDistance={reach * 0.25}
      maxDistance={reach * 20}
      onStart={onTouched}
    />
  );
}

/** Plays one of the model's own movements; -1 plays none. */
function useMovement(gltf: { scene: object; animations: unknown[] }, clip: number, extent: Extent): void {
  const invalidate = useThree((state) => state.invalidate);
  const mixer = useMemo(() => new AnimationMixer(gltf.scene as never), [gltf]);
  const started = useRef(-1);
  useEffect(() => {
    const chosen = gltf.animations[clip] as never;
    if (clip < 0 || !chosen) return;
    if (started.current !== clip) mixer.stopAllAction();
    started.current = clip;
    mixer.clipAction(chosen).play();
    invalidate();
  }, [mixer, gltf, clip, invalidate, extent]);
  useEffect(() => () => void mixer.stopAllAction(), [mixer]);
  useFrame((_, seconds) => {
    if (clip >= 0) mixer.update(Math.min(seconds, 0.1));
  });
}

/** Tells when the model has been drawn for the first time. */
function useFirstPicture(act: () => void): void {
  const drawn = useRef(0);
  const invalidate = useThree((state) => state.invalidate);
  useFrame(() => {
    drawn.current += 1;
    if (drawn.current < 3) invalidate();
    if (drawn.current === 2) act();
  });
}
