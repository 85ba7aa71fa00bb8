/**
 * Where the camera stands when a model is shown: so that all of it is in view while it turns. The same as in
 * umam/lib/model_poster.py, so that the model takes the poster's place without a jump.
 */

import { Box3, type Mesh, type Object3D, Vector3 } from "three";

export const TURN = (32 * Math.PI) / 180;
export const RISE = (17 * Math.PI) / 180;
export const FIELD = 30;
const FILL = 0.92;
const SAMPLES = 20_000;

export interface Extent {
  middle: Vector3;
  /** Half the height. */
  half: number;
  /** How far it reaches from the upright line through its middle. */
  radius: number;
  /** Points as how far they are from that line, and how high above the middle. */
  points: [number, number][];
}

export function measure(root: Object3D): Extent {
  root.updateWorldMatrix(true, true);
  const meshes: Mesh[] = [];
  root.traverse((part) => {
    if ((part as Mesh).isMesh && (part as Mesh).geometry.attributes["position"]) meshes.push(part as Mesh);
  });
  const total = meshes.reduce((sum, mesh) => sum + (mesh.geometry.attributes["position"]?.count ?? 0), 0);
  const step = Math.max(1, Math.floor(total / SAMPLES));
  const found: Vector3[] = [];
  for (const mesh of meshes) {
    const count = mesh.geometry.attributes["position"]?.count ?? 0;
    for (let at = 0; at < count; at += step) found.push(mesh.getVertexPosition(at, new Vector3()).applyMatrix4(mesh.matrixWorld));
  }
  const box = new Box3().setFromPoints(found.filter((point) => Number.isFinite(point.lengthSq())));
  if (box.isEmpty()) box.setFromObject(root);
  if (box.isEmpty()) throw new Error("nothing to show");
  const middle = box.getCenter(new Vector3());
  const points = found.map((point): [number, number] => [Math.hypot(point.x - middle.x, point.z - middle.z), point.y - middle.y]);
  const half = (box.max.y - box.min.y) / 2;
  const radius = Math.max(1e-4, half * 0.05, ...farthest(points));
  return { middle, half, radius, points: points.length ? points : [[radius, half], [radius, -half]] };
}

function farthest(points: [number, number][]): number[] {
  return [points.reduce((most, [away]) => Math.max(most, away), 0)];
}

/** How far the camera is from the middle, in a window of this shape (width by height). */
export function distance(extent: Extent, aspect: number): number {
  const tall = Math.tan(((FIELD / 2) * Math.PI) / 180) * FILL;
  const wide = tall * aspect;
  const [sin, cos] = [Math.sin(RISE), Math.cos(RISE)];
  let needed = 0;
  for (const [away, height] of extent.points) {
    const least = Math.hypot(away / wide, away * cos) + height * sin;
    const back = Math.abs(height * cos + away * sin) / tall + height * sin - away * cos;
    const front = Math.abs(height * cos - away * sin) / tall + height * sin + away * cos;
    needed = Math.max(needed, least, back, front);
  }
  return needed || 1;
}

export function cameraPlace(extent: Extent, aspect: number): Vector3 {
  const way = new Vector3(Math.sin(TURN) * Math.cos(RISE), Math.sin(RISE), Math.cos(TURN) * Math.cos(RISE));
  return way.multiplyScalar(distance(extent, aspect)).add(extent.middle);
}
