/** What a figure on the page says about its model. */

export interface ModelSettings {
  src: string;
  name: string;
  download: string;
  decoders: string;
  /** Bytes of the file. */
  size: number;
  /** Names of what the file needs and the viewer does not know. */
  unsupported: string[];
}

export type Phase = "poster" | "loading" | "ready" | "failed" | "flat" | "lost";

/** Above this size nobody pays for a model that they did not ask for. */
export const LARGE = 40 * 1024 * 1024;

export const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

export function readSettings(figure: HTMLElement): ModelSettings {
  const data = figure.dataset;
  return {
    src: data["src"] ?? "",
    name: data["name"] ?? "The model",
    download: data["download"] ?? data["src"] ?? "",
    decoders: data["decoders"] ?? "/static/decoders/",
    size: Number(data["size"]) || 0,
    unsupported: (data["unsupported"] ?? "").split(" ").filter(Boolean),
  };
}

export function hasWebGL(): boolean {
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
}

export function megabytes(size: number): string {
  return `${(size / 1024 / 1024).toFixed(size < 10 * 1024 * 1024 ? 1 : 0)} MB`;
}
