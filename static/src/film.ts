/**
 * A film's page: one clock (the song until the film is there, then the film) moves the wave, the strip of scenes,
 * the lyrics and the screen. Until the film is joined, the screen plays what there is: stills and clips at their
 * place in the song, with the words over them.
 */

import { all, calm, isTyping, on, one, REFRESHED } from "./dom";
import { timecode } from "./times";
import { seekable, Wave } from "./wave";

interface Scene {
  index: number;
  start: number;
  end: number;
  status: string;
  progress: number;
  still: string | null;
  clip: string | null;
  key: [string | null, string | null];
}

interface Span {
  start: number;
  end: number;
}

interface FilmData {
  duration: number;
  peaks: number[];
  /** How much of the song was listened to, 0..1. */
  heard: number;
  lines: (Span & { text: string })[];
  words: (Span & { word: string })[];
  scenes: Scene[];
}

const EMPTY: FilmData = { duration: 0, peaks: [], heard: 0, lines: [], words: [], scenes: [] };

class FilmPage {
  private data: FilmData = EMPTY;
  private media: HTMLMediaElement | null = null;
  private wave: Wave | null = null;
  private waveBox: HTMLElement | null = null;
  private shownLine = -2;
  private shownScene = -2;
  private browsedAt = 0;

  start(): void {
    this.bind();
    document.addEventListener(REFRESHED, () => this.bind());
    document.addEventListener("studio:theme", () => this.paint());
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
    on("click", "[data-film] [data-play-toggle], [data-film] [data-play-big]", () => this.toggle());
    on("click", "[data-film] [data-seek]", (element) => {
      this.go(Number(element.dataset["seek"]));
      if (element.hasAttribute("data-and-play")) {
        one("[data-stage]")?.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
        void this.media?.play();
      }
    });
    on("click", "[data-film] [data-mute]", () => {
      if (this.media) this.media.muted = !this.media.muted;
      this.sync();
    });
    on("click", "[data-film] [data-full]", () => {
      if (document.fullscreenElement) void document.exitFullscreen();
      else void one("[data-stage]")?.requestFullscreen?.();
    });
    document.addEventListener("keydown", (event) => this.key(event));
    const step = (): void => {
      if (this.media && !this.media.paused) this.paint();
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  /** Takes up what the server drew: new words, new pictures, perhaps the finished film in place of the song. */
  private bind(): void {
    const source = document.getElementById("film-data");
    if (source?.textContent) this.data = { ...EMPTY, ...(JSON.parse(source.textContent) as FilmData) };
    const media = one<HTMLMediaElement>("#film-media");
    if (media !== this.media) this.change(media);
    const box = one("[data-wave]");
    if (box && box !== this.waveBox) {
      this.waveBox = box;
      this.wave = new Wave(box);
      seekable(
        box,
        () => this.duration(),
        () => this.now(),
        (second) => this.go(second),
      );
    }
    const list = one("[data-lyrics]");
    if (list && !list.dataset["bound"]) {
      list.dataset["bound"] = "1";
      for (const type of ["wheel", "touchmove"]) {
        list.addEventListener(type, () => (this.browsedAt = Date.now()), { passive: true });
      }
    }
    for (const cell of all(".strip-cell")) {
      cell.style.flexGrow = String(Number(cell.dataset["end"]) - Number(cell.dataset["start"]));
    }
    this.shownLine = -2;
    this.shownScene = -2;
    this.sync();
  }

  private change(media: HTMLMediaElement | null): void {
    const before = this.media;
    const time = before?.currentTime ?? 0;
    const playing = before !== null && !before.paused;
    before?.pause();
    this.media = media;
    if (!media) return;
    media.muted = before?.muted ?? false;
    for (const type of ["play", "pause", "ended", "seeked", "volumechange", "loadedmetadata"]) {
      media.addEventListener(type, () => this.sync());
    }
    if (time > 0 || playing) {
      media.addEventListener(
        "loadedmetadata",
        () => {
          media.currentTime = time;
          if (playing) void media.play();
        },
        { once: true },
      );
    }
  }

  private duration(): number {
    return this.data.duration || this.media?.duration || 0;
  }

  private now(): number {
    return this.media?.currentTime ?? 0;
  }

  private toggle(): void {
    if (!this.media) return;
    if (this.media.paused) void this.media.play();
    else this.media.pause();
  }

  private go(second: number): void {
    if (!this.media) return;
    this.media.currentTime = Math.min(Math.max(0, second), Math.max(0, this.duration() - 0.05));
    this.paint();
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || one("dialog[open]")) return;
    const onControl = event.target instanceof Element && event.target.closest("button, a, summary");
    if (event.key === " " && onControl) return;
    const scenes = this.data.scenes;
    const here = this.sceneAt(this.now());
    const moves: Record<string, () => void> = {
      " ": () => this.toggle(),
      ArrowLeft: () => this.go(this.now() - 2),
      ArrowRight: () => this.go(this.now() + 2),
      ",": () => this.go(scenes[Math.max(0, here - 1)]?.start ?? 0),
      ".": () => this.go(scenes[Math.min(scenes.length - 1, here + 1)]?.start ?? this.now()),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  private sceneAt(second: number): number {
    return this.data.scenes.findIndex((scene) => second >= scene.start && second < scene.end);
  }

  private lineAt(second: number): number {
    let found = -1;
    this.data.lines.forEach((line, index) => {
      if (second >= line.start - 0.15 && second < line.end + 0.6) found = index;
    });
    return found;
  }

  private sync(): void {
    const playing = this.media !== null && !this.media.paused && !this.media.ended;
    const words = playing ? "Pause" : "Play";
    for (const button of all("[data-play-toggle]")) {
      button.setAttribute("aria-label", words);
      const [play, pause] = [one("[data-icon-play]", button), one("[data-icon-pause]", button)];
      if (play) play.hidden = playing;
      if (pause) pause.hidden = !playing;
    }
    const big = one("[data-play-big]");
    big?.toggleAttribute("data-playing", playing);
    big?.setAttribute("aria-label", words);
    const mute = one("[data-mute]");
    const muted = this.media?.muted ?? false;
    mute?.setAttribute("aria-pressed", String(muted));
    const [loud, quiet] = [one("[data-icon-on]"), one("[data-icon-off]")];
    if (loud) loud.hidden = muted;
    if (quiet) quiet.hidden = !muted;
    this.paint();
  }

  private paint(): void {
    const now = this.now();
    const duration = this.duration();
    const began = now > 0.05 || (this.media !== null && !this.media.paused);
    this.wave?.draw({
      duration,
      peaks: this.data.peaks,
      cuts: this.data.scenes.slice(1).map((scene) => scene.start),
      lit: (second) => this.lit(second, now, began),
      now,
      head: began,
    });
    const clock = one("[data-now]");
    if (clock) clock.textContent = timecode(now);
    if (this.waveBox) {
      this.waveBox.setAttribute("aria-valuenow", String(Math.round(now)));
      this.waveBox.setAttribute("aria-valuetext", `${timecode(now)} of ${timecode(duration)}`);
    }
    this.paintScene(this.sceneAt(now), now, began);
    this.paintLine(this.lineAt(now), now);
  }

  /** While it is made, a bar is lit when its second is ready; the finished film's bars when they were played. */
  private lit(second: number, now: number, began: boolean): boolean {
    if (!this.data.peaks.length) return false;
    if (one("[data-film]")?.dataset["status"] === "completed") return !began || second <= now;
    const scene = this.data.scenes[this.sceneAt(second)];
    if (!this.data.scenes.length) return second <= this.data.heard * this.data.duration;
    return scene !== undefined && second <= scene.start + scene.progress * (scene.end - scene.start);
  }

  private paintScene(index: number, now: number, began: boolean): void {
    const screen = one("[data-screen]");
    if (screen) this.project(screen, index, now, began);
    if (index === this.shownScene) return;
    this.shownScene = index;
    const scene = this.data.scenes[index];
    for (const cell of all(".strip-cell")) cell.toggleAttribute("data-here", began && cell.id === `strip-${scene?.index}`);
    for (const card of all(".scene[data-scene]")) {
      card.toggleAttribute("data-here", began && card.dataset["scene"] === String(scene?.index));
    }
  }

  /** The screen before the film exists: each scene's clip, else its still, at its place in the song. */
  private project(screen: HTMLElement, index: number, now: number, began: boolean): void {
    const scene = this.data.scenes[index];
    const cover = began ? scene : this.data.scenes.find((one) => one.still);
    const wanted = cover && (cover.still || cover.clip) ? layer(screen, cover, began) : null;
    const next = this.data.scenes[index + 1];
    if (began && next && (next.clip || next.still)) layer(screen, next, true);
    for (const one of [...screen.children]) one.toggleAttribute("data-on", one === wanted);
    const card = one("[data-stage-card]");
    card?.toggleAttribute("data-off", began && wanted !== null);
    card?.toggleAttribute("data-over", !began && wanted !== null);
    if (!(wanted instanceof HTMLVideoElement) || !scene) return;
    const place = now - scene.start;
    if (Math.abs(wanted.currentTime - place) > 0.25) wanted.currentTime = Math.max(0, place);
    const playing = this.media !== null && !this.media.paused;
    if (playing && wanted.paused) void wanted.play().catch(() => undefined);
    if (!playing && !wanted.paused) wanted.pause();
  }

  private paintLine(index: number, now: number): void {
    const line = this.data.lines[index];
    const words = one("[data-stage-words]");
    if (index !== this.shownLine) {
      this.shownLine = index;
      const below = one("[data-deck-line]");
      if (below) below.textContent = line?.text ?? "";
      if (words) this.write(words, line);
      this.mark(index);
    }
    if (!words) return;
    for (const word of all("span[data-from]", words)) word.toggleAttribute("data-sung", now >= Number(word.dataset["from"]));
  }

  private write(target: HTMLElement, line: Span | undefined): void {
    target.replaceChildren();
    if (!line) return;
    for (const word of this.data.words) {
      if (word.start < line.start - 0.05 || word.start >= line.end) continue;
      const span = document.createElement("span");
      span.dataset["from"] = String(word.start);
      span.textContent = `${word.word.trim()} `;
      target.append(span);
    }
  }

  private mark(index: number): void {
    const list = one("[data-lyrics]");
    const lines = list ? all(".lyric", list) : [];
    lines.forEach((line, place) => {
      line.toggleAttribute("data-here", place === index);
      if (place === index) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    });
    const current = lines[index];
    if (!list || !current || this.media?.paused !== false || Date.now() - this.browsedAt < 4_000) return;
    const top = current.offsetTop - list.clientHeight / 2 + current.clientHeight / 2;
    list.scrollTo({ top, behavior: calm.matches ? "auto" : "smooth" });
  }
}

/** The element that shows a scene on the screen, made on first use; a clip takes the place of its still. */
function layer(screen: HTMLElement, scene: Scene, moving: boolean): HTMLElement {
  const clip = moving || !scene.still ? scene.clip : null;
  const key = clip ? `clip-${scene.key[1]}` : `still-${scene.key[0]}`;
  const found = one(`[data-layer="${key}"]`, screen);
  if (found) return found;
  const made = clip ? document.createElement("video") : document.createElement("img");
  made.dataset["layer"] = key;
  if (made instanceof HTMLVideoElement) {
    made.muted = true;
    made.playsInline = true;
    made.preload = "auto";
  }
  made.src = (clip ?? scene.still) as string;
  screen.append(made);
  return made;
}

function sceneDialog(): void {
  on("click", "[data-edit-scene]", (button) => {
    const dialog = one<HTMLDialogElement>("[data-scene-dialog]");
    const form = dialog && one<HTMLFormElement>("[data-scene-form]", dialog);
    if (!dialog || !form) return;
    form.action = button.dataset["action"] ?? "";
    (one("[data-scene-number]", dialog) as HTMLElement).textContent = button.dataset["number"] ?? "";
    (form.elements.namedItem("prompt") as HTMLTextAreaElement).value = button.dataset["prompt"] ?? "";
    (form.elements.namedItem("camera_move") as HTMLSelectElement).value = button.dataset["move"] ?? "";
    dialog.showModal();
  });
}

export function startFilm(): void {
  if (!one("[data-film]")) return;
  sceneDialog();
  new FilmPage().start();
}
