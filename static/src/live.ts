/**
 * The one live module: sockets, connection state, snapshots and deltas, polling where sockets fail, catching up
 * after sleep. A page says what it follows and holds no socket code of its own:
 *
 *   <div id="…" data-live="/ws/jobs/<id>/ …" data-fragment="/address?part=live" [data-select="#id"] [data-still]>
 *
 * Numbers of a job go straight into elements with `data-job` (their parts carry `data-f`). Whatever else changes is
 * fetched as the page's own fragment and merged into it, so that there is one place that draws: the server.
 *
 * A part of a page may follow something of its own in the same way; it is begun and left as the page changes. The
 * first one speaks for the connection.
 */

import { all, eachTime, one, REFRESHED } from "./dom";
import { refresh } from "./morph";
import { left } from "./times";

interface JobState {
  id: string;
  seq: number;
  parent_id?: string | null;
  status?: string;
  progress?: number;
  progress_note?: string;
  eta_seconds?: number | null;
}

interface Message extends Partial<JobState> {
  type: string;
  job?: JobState;
  steps?: JobState[];
}

type State = "connecting" | "live" | "polling" | "lost";

const WORDS: Record<State, string> = {
  connecting: "Connecting",
  live: "Live",
  polling: "Reconnecting, updates every 5 s",
  lost: "Signed out",
};
const POLL = 5_000;
const SAFETY_POLL = 45_000;
const SOON = 250;
const GENTLY = 1_500;
const ASLEEP = 15_000;
const NEVER_AGAIN = new Set([4401, 4403, 4404]);

class Live {
  private readonly sockets = new Map<string, WebSocket>();
  private readonly seen = new Map<string, number>();
  private failures = 0;
  private ended = false;
  private timer: number | undefined;
  private due = 0;
  private busy = false;
  private beating: number | undefined;
  private readonly gone = new AbortController();
  private lastRefresh = Date.now();
  private lastBeat = Date.now();

  constructor(
    private readonly rootId: string,
    private readonly paths: string[],
    readonly isMain: boolean,
  ) {}

  start(): void {
    this.note();
    for (const path of this.paths) this.open(path);
    this.beating = window.setInterval(() => this.beat(), 1_000);
    const { signal } = this.gone;
    document.addEventListener("visibilitychange", () => !document.hidden && this.catchUp(), { signal });
    window.addEventListener("online", () => this.reconnect(), { signal });
    window.addEventListener("pageshow", (event) => event.persisted && this.reconnect(), { signal });
    document.addEventListener(REFRESHED, () => this.note(), { signal });
  }

  /** Follows what has come to this part since, beside what it follows already. */
  follow(paths: string[]): void {
    for (const path of paths.filter((one) => !this.paths.includes(one))) {
      this.paths.push(path);
      this.open(path);
    }
  }

  stop(): void {
    this.ended = true;
    this.gone.abort();
    window.clearInterval(this.beating);
    window.clearTimeout(this.timer);
    for (const [path, socket] of [...this.sockets]) {
      this.sockets.delete(path);
      socket.close();
    }
  }

  private root(): HTMLElement | null {
    return document.getElementById(this.rootId);
  }

  private open(path: string): void {
    const address = new URL(path, window.location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.sockets.set(path, socket);
    socket.onopen = () => {
      const again = this.failures > 0;
      this.failures = 0;
      this.show();
      if (again) this.schedule(0);
    };
    socket.onmessage = (event) => this.take(JSON.parse(String(event.data)) as Message);
    socket.onclose = (event) => this.closed(path, socket, event.code);
    this.show();
  }

  private closed(path: string, socket: WebSocket, code: number): void {
    if (this.sockets.get(path) !== socket) return;
    this.sockets.delete(path);
    if (NEVER_AGAIN.has(code)) {
      this.ended = true;
      this.show();
      this.schedule(0);
      return;
    }
    this.failures += 1;
    this.show();
    const wait = Math.min(15_000, 500 * 2 ** Math.min(this.failures, 5)) * (0.75 + Math.random() / 2);
    window.setTimeout(() => {
      if (!this.sockets.has(path) && !this.ended) this.open(path);
    }, wait);
  }

  private state(): State {
    if (this.ended) return "lost";
    const open = [...this.sockets.values()].filter((socket) => socket.readyState === WebSocket.OPEN).length;
    if (open === this.paths.length) return "live";
    return this.failures > 0 ? "polling" : "connecting";
  }

  private show(): void {
    if (!this.isMain) return;
    const state = this.state();
    for (const element of all("[data-live-state]")) {
      element.hidden = false;
      element.dataset["state"] = state;
      const words = one("[data-live-words]", element);
      if (words && words.textContent !== WORDS[state]) words.textContent = WORDS[state];
    }
  }

  private take(message: Message): void {
    if (message.type === "job.snapshot" && message.job) {
      for (const job of [message.job, ...(message.steps ?? [])]) this.takeSnapshot(job);
      return;
    }
    if (!message.id || message.seq === undefined) return;
    const job = message as JobState;
    const known = this.seen.get(job.id);
    if (known !== undefined && job.seq <= known) return;
    this.seen.set(job.id, job.seq);
    apply(job);
    const missedOne = known !== undefined && job.seq > known + 1;
    if (message.type === "job.changed" || missedOne) this.schedule(SOON);
    else if (this.root()?.hasAttribute("data-film") || message.type === "job.log") this.schedule(GENTLY);
  }

  /** The page may have been drawn before this: where it shows an older state, ask for it again. */
  private takeSnapshot(job: JobState): void {
    this.seen.set(job.id, Math.max(job.seq, this.seen.get(job.id) ?? 0));
    const shown = one(`[data-job="${job.id}"][data-seq]`);
    if (shown && Number(shown.dataset["seq"]) < job.seq) this.schedule(SOON);
    apply(job);
  }

  private note(): void {
    for (const name of ["running", "review"]) {
      const number = this.root()?.dataset[name];
      if (number === undefined) continue;
      for (const count of all(`[data-${name}-count]`)) {
        count.textContent = number;
        count.hidden = Number(number) === 0;
      }
    }
  }

  private schedule(delay: number): void {
    const at = Date.now() + delay;
    if (this.timer !== undefined && this.due <= at) return;
    window.clearTimeout(this.timer);
    this.due = at;
    this.timer = window.setTimeout(() => void this.fetch(), delay);
  }

  private async fetch(): Promise<void> {
    this.timer = undefined;
    const root = this.root();
    const url = root?.dataset["fragment"];
    if (!root || !url || document.hidden) return;
    if (this.busy) {
      this.schedule(SOON);
      return;
    }
    this.busy = true;
    this.lastRefresh = Date.now();
    try {
      await refresh(url, [root.dataset["select"] ?? `#${this.rootId}`]);
    } catch {
      this.failures += 1; // no connection: the state shows it, the next poll tries again
    } finally {
      this.busy = false;
      this.show();
    }
  }

  private beat(): void {
    const now = Date.now();
    if (now - this.lastBeat > ASLEEP) this.reconnect();
    this.lastBeat = now;
    tick(now);
    const root = this.root();
    if (!root || document.hidden || root.hasAttribute("data-still") || this.ended) return;
    const pause = this.state() === "live" ? SAFETY_POLL : POLL;
    if (now - this.lastRefresh > pause) this.schedule(0);
  }

  private catchUp(): void {
    for (const socket of this.sockets.values()) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: "snapshot" }));
    }
    this.schedule(0);
  }

  /** After sleep a socket may look open and be dead: begin anew. */
  private reconnect(): void {
    if (this.ended) return;
    for (const [path, socket] of [...this.sockets]) {
      this.sockets.delete(path);
      socket.close();
      this.open(path);
    }
    this.schedule(0);
  }
}

function parts(job: string, name: string): Element[] {
  return all<Element>(`[data-job="${job}"] [data-f="${name}"]`).filter(
    (element) => element.closest<HTMLElement>("[data-job]")?.dataset["job"] === job,
  );
}

/** Numbers and notes of a job, into whatever shows them. Progress never runs backwards within one attempt. */
function apply(job: JobState): void {
  if (job.progress !== undefined) {
    const percent = Math.round(job.progress * 100);
    for (const element of parts(job.id, "progress")) (element as HTMLProgressElement).value = job.progress;
    for (const element of parts(job.id, "percent")) element.textContent = `${percent}%`;
    for (const element of parts(job.id, "ring")) {
      element.setAttribute("stroke-dasharray", `${percent} 100`);
      if (percent) element.removeAttribute("visibility");
      else element.setAttribute("visibility", "hidden");
    }
  }
  if (job.progress_note) for (const element of parts(job.id, "note")) element.textContent = job.progress_note;
  if (typeof job.eta_seconds === "number") {
    for (const element of parts(job.id, "eta")) {
      (element as HTMLElement).dataset["end"] = String(Date.now() + job.eta_seconds * 1000);
    }
    tick(Date.now());
  }
}

/** Time left goes on counting between two messages. */
function tick(now: number): void {
  for (const element of all("[data-f='eta'][data-end]")) {
    const words = left((Number(element.dataset["end"]) - now) / 1000);
    if (element.textContent !== words) element.textContent = words;
  }
}

const lives = new Map<string, Live>();

/** Begins what the page follows now, and leaves what it follows no more. The page's first root is never left. */
function follow(): void {
  for (const [id, live] of lives) {
    if (live.isMain || document.getElementById(id)?.dataset["live"]) continue;
    live.stop();
    lives.delete(id);
  }
  for (const root of all("[data-live]")) {
    const paths = (root.dataset["live"] ?? "").split(" ").filter(Boolean);
    if (!root.id || !paths.length) continue;
    const known = lives.get(root.id);
    if (known) {
      if (!known.isMain) known.follow(paths);
      continue;
    }
    const made = new Live(root.id, paths, lives.size === 0);
    lives.set(root.id, made);
    made.start();
  }
}

export function startLive(): void {
  eachTime(follow);
}
