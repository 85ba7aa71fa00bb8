/** Reading a model's file, packed shapes and pictures included. Every decoder comes from this host. */

import { type Material, type Object3D, SkinnedMesh, Texture, type WebGLRenderer } from "three";
import { DRACOLoader } from "three/examples/jsm/loaders/DRACOLoader.js";
import type { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import { KTX2Loader } from "three/examples/jsm/loaders/KTX2Loader.js";
import { MeshoptDecoder } from "three/examples/jsm/libs/meshopt_decoder.module.js";

let draco: DRACOLoader | null = null;
let pictures: KTX2Loader | null = null;

export function equip(loader: GLTFLoader, decoders: string, renderer: WebGLRenderer): void {
  draco ??= new DRACOLoader().setDecoderPath(`${decoders}draco/`).setWorkerLimit(2);
  pictures ??= new KTX2Loader().setTranscoderPath(`${decoders}basis/`).setWorkerLimit(2);
  loader.setDRACOLoader(draco);
  loader.setKTX2Loader(pictures.detectSupport(renderer));
  loader.setMeshoptDecoder(MeshoptDecoder);
}

/** Gives back what a model holds on the graphics card. */
export function release(root: Object3D): void {
  root.traverse((part) => {
    const { geometry, material } = part as { geometry?: { dispose(): void }; material?: Material | Material[] };
    geometry?.dispose();
    for (const one of material ? [material].flat() : []) {
      for (const value of Object.values(one)) if (value instanceof Texture) value.dispose();
      one.dispose();
    }
    if (part instanceof SkinnedMesh) part.skeleton.dispose();
  });
}
