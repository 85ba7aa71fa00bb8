/** A song drawn as bars that fill: while a film is made by how far it is, later by what was played. */

const BAR = 3;
const STEP = 4.5;

export interface Look {
  /** Seconds of the whole song. */
  duration: number;
  peaks: number[];
  /** Where cuts are, in seconds. */
  cuts: number[];
  /** Whether the bar at this second is lit. */
  lit: (second: number) => boolean;
  now: number;
  /** Whether the place in the song is marked. */
  head: boolean;
}

export class Wave {
  private readonly canvas = document.createElement("canvas");
  private bars: number[] = [];
  private barsOf: number[] | null = null;
  private look: Look | null = null;

  constructor(private readonly box: HTMLElement) {
    this.canvas.setAttribute("aria-hidden", "true");
    box.replaceChildren(this.canvas);
    new ResizeObserver(() => {
      this.barsOf = null;
      if (this.look) this.draw(this.look);
    }).observe(box);
  }

  draw(look: Look): void {
    this.look = look;
    const { clientWidth: width, clientHeight: height } = this.box;
    if (!width || !height) return;
    const scale = Math.min(2, window.devicePixelRatio || 1);
    if (this.canvas.width !== Math.round(width * scale) || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = Math.round(height * scale);
    }
    const pen = this.canvas.getContext("2d");
    if (!pen) return;
    const style = getComputedStyle(this.box);
    const lit = style.getPropertyValue("--accent-text");
    const dim = style.getPropertyValue("--line-strong");
    if (this.barsOf !== look.peaks) this.measure(look.peaks, width);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const middle = height / 2;
    this.bars.forEach((value, index) => {
      const x = index * STEP;
      const second = ((x + BAR / 2) / width) * look.duration;
      const half = Math.max(1.25, value * (middle - 3));
      const on = look.lit(second);
      pen.fillStyle = on ? lit : dim;
      pen.globalAlpha = on ? 1 : 0.55;
      pen.beginPath();
      pen.roundRect(x, middle - half, BAR, half * 2, BAR / 2);
      pen.fill();
    });
    pen.globalAlpha = 1;
    this.marks(pen, look, width, height, style);
  }

  private marks(pen: CanvasRenderingContext2D, look: Look, width: number, height: number, style: CSSStyleDeclaration): void {
    if (!look.duration) return;
    pen.fillStyle = style.getPropertyValue("--muted");
    for (const cut of look.cuts) pen.fillRect(Math.round((cut / look.duration) * width) - 0.5, height - 5, 1, 5);
    if (!look.head) return;
    const x = Math.min(width - 1, (look.now / look.duration) * width);
    pen.fillStyle = style.getPropertyValue("--color-base-content");
    pen.fillRect(x - 0.75, 0, 1.5, height);
  }

  /** As many bars as fit, each the loudest of its part, as tall as the loudest of all allows. */
  private measure(peaks: number[], width: number): void {
    const count = Math.max(1, Math.floor((width + STEP - BAR) / STEP));
    const top = Math.max(0.02, ...peaks);
    this.bars = Array.from({ length: count }, (_, index) => {
      const from = Math.floor((index * peaks.length) / count);
      const to = Math.max(from + 1, Math.ceil(((index + 1) * peaks.length) / count));
      return Math.max(0, ...peaks.slice(from, to)) / top;
    });
    this.barsOf = peaks;
  }
}

/** Lets pointer and keys move along the wave. `go` gets seconds. */
export function seekable(box: HTMLElement, duration: () => number, now: () => number, go: (second: number) => void): void {
  const at = (event: PointerEvent): number => {
    const area = box.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - area.left) / area.width)) * duration();
  };
  box.addEventListener("pointerdown", (event) => {
    box.setPointerCapture(event.pointerId);
    go(at(event));
  });
  box.addEventListener("pointermove", (event) => {
    if (event.buttons & 1) go(at(event));
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -2, ArrowRight: 2, PageDown: -10, PageUp: 10 }[event.key];
    const place = event.key === "Home" ? 0 : event.key === "End" ? duration() : step === undefined ? null : now() + step;
    if (place === null) return;
    event.preventDefault();
    event.stopPropagation();
    go(Math.min(duration(), Math.max(0, place)));
  });
}
