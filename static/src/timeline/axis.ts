/**
 * In-world ticks on the axis of vis-timeline, which counts milliseconds and ends 270,000 years around 1970.
 *
 * A world may begin a thousand million years earlier: ticks are laid linearly onto a window around zero that fits.
 */

const MOST = 2e15;
const EVERY_TICK = 1000;

export class Axis {
  private readonly middle: number;
  private readonly scale: number;

  constructor(
    readonly from: number,
    readonly to: number,
  ) {
    this.middle = Math.round((from + to) / 2);
    this.scale = Math.min(EVERY_TICK, MOST / Math.max(1, to - from));
  }

  place(tick: number): number {
    return Math.round((tick - this.middle) * this.scale);
  }

  tick(place: Date | number): number {
    return Math.round(Number(place) / this.scale + this.middle);
  }

  /** As many milliseconds of the axis as so many ticks take. */
  length(ticks: number): number {
    return Math.max(10, Math.round(ticks * this.scale));
  }
}
