/** Ordering a film: the dropped song is shown at once, and the call that would do the same is written beside. */

import { all, on, one, REFRESHED } from "./dom";
import { timecode } from "./times";
import { Wave } from "./wave";

const SOUNDS = /\.(mp3|wav|ogg|oga|opus|m4a|flac)$/i;
const DECODED_HERE = 40_000_000;
const OWN = "own";

function field<E extends Element = HTMLInputElement>(name: string): E | null {
  return one<E>(`[data-order] [name="${name}"]`);
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

async function showSong(file: File): Promise<void> {
  const zone = one("[data-drop]");
  const [title, help, box] = [one("[data-drop-title]"), one("[data-drop-help]"), one("[data-drop-wave]")];
  if (!zone || !title || !help || !box) return;
  const fits = SOUNDS.test(file.name) || file.type.startsWith("audio/");
  zone.toggleAttribute("data-wrong", !fits);
  zone.toggleAttribute("data-full", fits);
  title.textContent = file.name;
  box.hidden = true;
  if (!fits) {
    help.textContent = "This does not look like a song. Choose an MP3, WAV, OGG, M4A or FLAC.";
    return;
  }
  help.textContent = `${megabytes(file.size)}. Click or drop to choose another.`;
  const song = field<HTMLSelectElement>("song");
  if (song) song.value = "";
  if (file.size > DECODED_HERE) return;
  box.hidden = false;
  try {
    const sound = await new OfflineAudioContext(1, 1, 44_100).decodeAudioData(await file.arrayBuffer());
    help.textContent = `${timecode(sound.duration)}, ${megabytes(file.size)}. Click or drop to choose another.`;
    const wave = new Wave(box);
    wave.draw({ duration: sound.duration, peaks: peaks(sound), cuts: [], lit: () => true, now: 0, head: false });
  } catch {
    box.hidden = true; // this browser cannot decode it; the studio may
  }
}

function peaks(sound: AudioBuffer): number[] {
  const samples = sound.getChannelData(0);
  const each = Math.max(1, Math.floor(samples.length / 240));
  return Array.from({ length: 240 }, (_, index) => {
    let top = 0;
    for (let place = index * each; place < (index + 1) * each; place += 8) top = Math.max(top, Math.abs(samples[place] ?? 0));
    return top;
  });
}

function showMood(): void {
  const slider = field("mood");
  if (!slider) return;
  const value = Number(slider.value);
  for (const stop of all("[data-mood-stop]")) {
    const inside = value >= Number(stop.dataset["least"]) && value < Number(stop.dataset["end"]);
    stop.setAttribute("aria-pressed", String(inside));
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The same order as a shell command. */
function showCall(): void {
  const form = one<HTMLFormElement>("[data-order]");
  const target = one("[data-curl]");
  if (!form || !target) return;
  const given = new FormData(form);
  const text = (name: string): string => String(given.get(name) ?? "").trim();
  const file = given.get("file");
  const own = text("preset") === OWN;
  const parts: [string, string][] = [
    text("song") && !(file instanceof File && file.name) ? ["file_asset_id", text("song")] : ["file", `@${file instanceof File && file.name ? file.name : "song.mp3"}`],
    ["universe_id", text("universe")],
    ["visual_style", own ? text("style") : text("preset")],
    ["mood", text("mood")],
    ["size", text("size")],
    ["takes", text("takes")],
    ["title", text("title")],
    ["lyrics", text("lyrics")],
  ];
  const fields = parts.filter(([, value]) => value).map(([name, value]) => `  -F ${quoted(`${name}=${value}`)}`);
  const head = `curl -H "Authorization: Api-Key $UMAM_KEY" ${form.dataset["host"]}/api/video/generate/music-video`;
  target.textContent = [head, ...fields].join(" \\\n");
}

function sending(): void {
  document.addEventListener("htmx:xhr:progress", (event) => {
    const { loaded, total } = (event as CustomEvent<{ loaded: number; total: number }>).detail;
    const bar = one<HTMLProgressElement>("[data-sending-bar]");
    const words = one("[data-sending-words]");
    if (!bar || !words || !total) return;
    bar.value = loaded / total;
    words.textContent = loaded < total ? `Sending the song, ${Math.round((loaded / total) * 100)}%` : "Looking at the song";
  });
  const show = (visible: boolean): void => {
    const panel = one("[data-sending]");
    if (panel) panel.hidden = !visible;
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    if ((event.target as Element).matches("[data-order]")) show(true);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const detail = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    if (!(event.target as Element).matches("[data-order]")) return;
    if (detail.xhr.getResponseHeader("HX-Redirect")) return;
    show(false);
    window.setTimeout(() => one("[aria-invalid=true], .row-errors")?.scrollIntoView({ block: "center" }), 50);
  });
}

export function startOrder(): void {
  if (!one("[data-order]")) return;
  const zone = "[data-order] [data-drop]";
  for (const type of ["dragenter", "dragover"] as const) on(type, zone, (drop) => drop.setAttribute("data-over", ""));
  for (const type of ["dragleave", "drop"] as const) on(type, zone, (drop) => drop.removeAttribute("data-over"));
  on("change", "[data-order] [name=file]", (input) => {
    const file = (input as HTMLInputElement).files?.[0];
    if (file) void showSong(file);
  });
  on("input", "[data-order] [name=style]", (input) => {
    const own = one<HTMLInputElement>("[data-own-style]");
    if (own && (input as HTMLInputElement).value.trim()) own.checked = true;
  });
  on("click", "[data-mood-stop]", (stop) => {
    const slider = field("mood");
    if (slider) slider.value = stop.dataset["moodStop"] ?? "50";
    showMood();
    showCall();
  });
  on("input", "[data-order]", () => {
    showMood();
    showCall();
  });
  document.addEventListener(REFRESHED, showMood);
  const chosen = field<HTMLInputElement>("file")?.files?.[0];
  if (chosen) void showSong(chosen);
  showMood();
  showCall();
  sending();
}
