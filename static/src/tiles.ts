/** Tiles that answer the pointer: films that scrub, clips that move, songs that play; and a sound's own page. */

import { calm, on, one } from "./dom";
import { seekable, Wave } from "./wave";

export function startTiles(): void {
  scrub();
  hover();
  listen();
  sound();
}

function load(video: HTMLVideoElement): void {
  const source = video.dataset["src"];
  if (source && !video.getAttribute("src")) video.src = source;
}

/** Moving over a film's tile moves through the film. */
function scrub(): void {
  document.addEventListener("pointermove", (event) => {
    const tile = event.target instanceof Element ? event.target.closest<HTMLElement>(".tile") : null;
    const video = tile && one<HTMLVideoElement>("video[data-scrub]", tile);
    if (!tile || !video || event.pointerType === "touch") return;
    load(video);
    const area = video.getBoundingClientRect();
    const place = Math.min(1, Math.max(0, (event.clientX - area.left) / area.width));
    if (video.duration) video.currentTime = place * video.duration;
    const line = one("[data-scrub-line]", tile);
    if (line) line.style.width = `${place * 100}%`;
    if (tile.dataset["scrubbing"]) return;
    tile.dataset["scrubbing"] = "1";
    tile.addEventListener(
      "pointerleave",
      () => {
        delete tile.dataset["scrubbing"];
        video.removeAttribute("src");
        video.load();
        if (line) line.style.width = "0";
      },
      { once: true },
    );
  });
}

/** A scene's clip plays while the pointer rests on its frame. */
function hover(): void {
  document.addEventListener("pointerover", (event) => {
    const frame = event.target instanceof Element ? event.target.closest<HTMLElement>(".scene-frame") : null;
    const video = frame && one<HTMLVideoElement>("video[data-hover]", frame);
    if (!frame || !video || event.pointerType === "touch" || calm.matches || frame.dataset["hovered"]) return;
    frame.dataset["hovered"] = "1";
    load(video);
    video.addEventListener("playing", () => frame.dataset["hovered"] && video.setAttribute("data-on", ""), { once: true });
    void video.play().catch(() => undefined);
    frame.addEventListener(
      "pointerleave",
      () => {
        delete frame.dataset["hovered"];
        video.pause();
        video.removeAttribute("data-on");
      },
      { once: true },
    );
  });
}

/** One song at a time. */
function listen(): void {
  const player = new Audio();
  let pressed: HTMLElement | null = null;
  const stop = (): void => {
    player.pause();
    pressed?.setAttribute("aria-pressed", "false");
    pressed = null;
  };
  player.addEventListener("ended", stop);
  on("click", "[data-play]", (button) => {
    const again = button === pressed;
    stop();
    if (again) return;
    player.src = button.dataset["play"] ?? "";
    pressed = button;
    button.setAttribute("aria-pressed", "true");
    void player.play().catch(stop);
  });
}

function sound(): void {
  const stage = one("[data-sound]");
  const box = stage && one("[data-wave]", stage);
  const media = stage && one<HTMLAudioElement>("[data-media]", stage);
  const stored = document.getElementById("sound-peaks")?.textContent;
  if (!box || !media || !stored) return;
  const peaks = (JSON.parse(stored) || []) as number[];
  const wave = new Wave(box);
  const duration = (): number => media.duration || Number(box.getAttribute("aria-valuemax")) || 0;
  const paint = (): void => {
    const now = media.currentTime;
    wave.draw({ duration: duration(), peaks, cuts: [], lit: (second) => now === 0 || second <= now, now, head: now > 0 });
    box.setAttribute("aria-valuenow", String(Math.round(now)));
  };
  seekable(box, duration, () => media.currentTime, (second) => {
    media.currentTime = second;
    paint();
  });
  for (const type of ["timeupdate", "loadedmetadata", "seeked"]) media.addEventListener(type, paint);
  paint();
}
