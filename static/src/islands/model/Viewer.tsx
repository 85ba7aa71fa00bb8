/** The viewer around the canvas: what happens while it loads, its buttons and keys, and kind words when it fails. */

import { Canvas, useThree } from "@react-three/fiber";
import { Component, type KeyboardEvent, type ReactNode, Suspense, useEffect, useLayoutEffect, useRef, useState } from "react";
import { NeutralToneMapping, Vector3 } from "three";
import type { OrbitControls as Orbit } from "three-stdlib";
import { Button, Choice } from "./controls";
import { FIELD } from "./framing";
import { Scene } from "./Scene";
import { calm, hasWebGL, LARGE, megabytes, type ModelSettings, type Phase } from "./settings";

const STEP = Math.PI / 12;

interface Props {
  settings: ModelSettings;
  /** The element that a reader may see whole; it carries the poster too. */
  stage: HTMLElement;
  onPhase: (phase: Phase) => void;
}

export function Viewer({ settings, stage, onPhase }: Props): React.JSX.Element | null {
  const [phase, setPhase] = useState<Phase>(() => (hasWebGL() ? (settings.size > LARGE ? "poster" : "loading") : "flat"));
  const [attempt, setAttempt] = useState(0);
  useLayoutEffect(() => onPhase(phase), [phase, onPhase]);
  if (phase === "flat") {
    return <Message settings={settings}>This browser cannot show 3D models here, so this is a drawing of it.</Message>;
  }
  if (phase === "poster") {
    return (
      <div className="model-message">
        <button type="button" className="model-action" onClick={() => setPhase("loading")}>
          Show the model, {megabytes(settings.size)}
        </button>
      </div>
    );
  }
  if (phase === "failed") return <Failed settings={settings} />;
  if (phase === "lost") {
    return (
      <Message settings={settings} again={() => (setAttempt(attempt + 1), setPhase("loading"))}>
        The graphics card has let go of this model.
      </Message>
    );
  }
  return (
    <Boundary key={attempt} onError={() => setPhase("failed")}>
      <Live settings={settings} stage={stage} onReady={() => setPhase("ready")} onLost={() => setPhase("lost")} />
    </Boundary>
  );
}

interface LiveProps {
  settings: ModelSettings;
  stage: HTMLElement;
  onReady: () => void;
  onLost: () => void;
}

function Live({ settings, stage, onReady, onLost }: LiveProps): React.JSX.Element {
  const [turning, setTurning] = useState(!calm.matches);
  const [playing, setPlaying] = useState(!calm.matches);
  const [clips, setClips] = useState<string[] | null>(null);
  const [clip, setClip] = useState(0);
  const [share, setShare] = useState<number | null>(0);
  const [awake, setAwake] = useState(false);
  const controls = useRef<Orbit | null>(null);
  const seen = useSeen(stage);
  const moving = seen && clips !== null && (turning || (playing && clips.length > 0));
  return (
    <div
      className="model-hold"
      role="application"
      tabIndex={0}
      aria-label={`3D model: ${settings.name}`}
      aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown + - 0"
      onKeyDown={(event) => act(event, controls.current, () => setTurning(false))}
      onFocus={() => setAwake(true)}
      onBlur={() => setAwake(false)}
      onPointerDown={(event) => event.currentTarget.focus({ preventScroll: true })}
    >
      <Canvas
        frameloop={moving ? "always" : "demand"}
        dpr={[1, 2]}
        camera={{ fov: FIELD }}
        gl={{ alpha: true, antialias: true, toneMapping: NeutralToneMapping, powerPreference: "high-performance" }}
        onCreated={({ gl }) => gl.domElement.setAttribute("aria-hidden", "true")}
      >
        <Suspense fallback={null}>
          <Scene
            src={settings.src}
            decoders={settings.decoders}
            turning={turning && seen}
            playing={playing}
            clip={clip}
            awake={awake}
            controls={controls}
            onProgress={setShare}
            onReady={(names) => (setClips(names), onReady())}
            onTouched={() => setTurning(false)}
          />
        </Suspense>
        <Watch onLost={onLost} />
      </Canvas>
      {clips === null ? (
        <Loading share={share} />
      ) : (
        <div className="model-tools" role="toolbar" aria-label="The model" onPointerDown={(event) => event.stopPropagation()}>
          <Button icon="rotate" label="Turn by itself" pressed={turning} onClick={() => setTurning(!turning)} />
          {clips.length > 0 && (
            <Button icon={playing ? "pause" : "play"} label={playing ? "Pause its movement" : "Play its movement"} onClick={() => setPlaying(!playing)} />
          )}
          {clips.length > 1 && <Choice label="Movement" names={clips} value={clip} onChange={setClip} />}
          <Button icon="reset" label="As at first" onClick={() => (setTurning(false), controls.current?.reset())} />
          <Button icon="full" label="Full screen" onClick={() => void toggleFull(stage)} />
        </div>
      )}
    </div>
  );
}

function Loading({ share }: { share: number | null }): React.JSX.Element {
  const percent = share === null ? null : Math.round(share * 100);
  return (
    <div className="model-loading" role="status">
      <span>{percent === null || percent === 100 ? "Setting up the model" : `Loading the model, ${percent} %`}</span>
      <progress max={100} {...(percent === null ? {} : { value: percent })} aria-label="Loading" />
    </div>
  );
}

function Failed({ settings }: { settings: ModelSettings }): React.JSX.Element {
  const needs = settings.unsupported.join(", ");
  return (
    <Message settings={settings}>
      {needs ? `This model needs ${needs}, which cannot be shown here.` : "This model could not be opened. Its file may be damaged."}
    </Message>
  );
}

function Message({ settings, children, again }: { settings: ModelSettings; children: ReactNode; again?: () => void }): React.JSX.Element {
  return (
    <div className="model-message" role="status">
      <p>{children}</p>
      <div className="model-actions">
        {again && (
          <button type="button" className="model-action" onClick={again}>
            Show it again
          </button>
        )}
        <a className="model-action" href={settings.download} download="">
          Download the file
        </a>
      </div>
    </div>
  );
}

/** Tells when the browser takes the graphics card away, as it does after sleep or with too many canvases. */
function Watch({ onLost }: { onLost: () => void }): null {
  const gl = useThree((state) => state.gl);
  useEffect(() => {
    const canvas = gl.domElement;
    const lost = (event: Event): void => {
      event.preventDefault();
      if (canvas.isConnected) onLost();
    };
    canvas.addEventListener("webglcontextlost", lost);
    return () => canvas.removeEventListener("webglcontextlost", lost);
  }, [gl, onLost]);
  return null;
}

class Boundary extends Component<{ onError: () => void; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(): void {
    this.props.onError();
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}

/** Whether an element is in view: what is not seen need not move. */
function useSeen(element: Element): boolean {
  const [seen, setSeen] = useState(true);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => setSeen(entries.some((entry) => entry.isIntersecting)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return seen;
}

/** Arrow keys turn the model, with Shift they move it; plus and minus zoom; 0 shows it as at first. */
function act(event: KeyboardEvent, controls: Orbit | null, stop: () => void): void {
  if (!controls || event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
  const turn = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
  if (turn && event.shiftKey) {
    shift(controls, turn[0] as number, turn[1] as number);
  } else if (turn) {
    controls.setAzimuthalAngle(controls.getAzimuthalAngle() + (turn[0] as number));
    controls.setPolarAngle(controls.getPolarAngle() + (turn[1] as number));
  } else if (event.key === "+" || event.key === "=") {
    zoom(controls, 1 / 1.2);
  } else if (event.key === "-") {
    zoom(controls, 1.2);
  } else if (event.key === "0") {
    controls.reset();
  } else {
    return;
  }
  stop();
  controls.update();
  event.preventDefault();
  event.stopPropagation();
}

function zoom(controls: Orbit, by: number): void {
  const camera = controls.object.position;
  const away = camera.clone().sub(controls.target).multiplyScalar(by);
  away.clampLength(controls.minDistance, controls.maxDistance);
  camera.copy(controls.target).add(away);
}

function shift(controls: Orbit, right: number, down: number): void {
  const camera = controls.object;
  const by = camera.position.distanceTo(controls.target) * 0.2;
  const step = new Vector3(-right, down, 0).multiplyScalar(by).applyQuaternion(camera.quaternion);
  camera.position.add(step);
  controls.target.add(step);
}

async function toggleFull(stage: HTMLElement): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await stage.requestFullscreen();
}
