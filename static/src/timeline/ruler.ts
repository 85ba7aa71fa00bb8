/** The labelled axis above the map. The server words the labels, for only it knows the universe's calendar. */

import { ask, isAborted } from "../bible/ask";

interface Mark {
  tick: number;
  label: string;
  strong?: boolean;
}

interface Answer {
  marks: Mark[];
}

const EACH = 118;
const KEPT = 80;

export class Ruler {
  private readonly known = new Map<string, Mark[]>();
  private readonly drawn = new Map<string, { label: HTMLElement; line: HTMLElement }>();
  private asking: AbortController | null = null;
  private marks: Mark[] = [];
  private view = { from: 0, to: 1 };

  constructor(
    private readonly address: string,
    private readonly labels: HTMLElement,
    private readonly lines: HTMLElement,
    private readonly area: () => { left: number; width: number },
  ) {}

  /** Follows the window at once with the marks it has. */
  show(from: number, to: number): void {
    this.view = { from, to };
    this.draw();
  }

  /** Fetches the marks of a window, with half of it on either side so that there is something to pan into. */
  async load(from: number, to: number): Promise<void> {
    this.show(from, to);
    const { width } = this.area();
    const span = Math.max(1, to - from);
    const grid = 2 ** Math.max(0, Math.floor(Math.log2(span / 4)));
    const first = Math.floor((from - span / 2) / grid) * grid;
    const last = Math.ceil((to + span / 2) / grid) * grid;
    const count = Math.min(60, Math.max(4, Math.round((width / EACH) * ((last - first) / span))));
    const name = `${first} ${last} ${count}`;
    let marks = this.known.get(name);
    if (!marks) {
      this.asking?.abort();
      this.asking = new AbortController();
      try {
        marks = (await ask<Answer>(this.address, { from: first, to: last, count }, this.asking.signal)).marks;
      } catch (error) {
        if (!isAborted(error)) this.marks = []; // no words are better than those of another time
        return;
      }
      if (this.known.size > KEPT) this.known.clear();
      this.known.set(name, marks);
    }
    this.marks = marks;
    this.draw();
  }

  private draw(): void {
    const { left, width } = this.area();
    const span = Math.max(1, this.view.to - this.view.from);
    const wanted = new Set<string>();
    for (const mark of this.marks) {
      const at = ((mark.tick - this.view.from) / span) * width;
      if (at < -EACH || at > width + EACH) continue;
      const name = `${mark.tick}`;
      wanted.add(name);
      const parts = this.drawn.get(name) ?? this.make(name);
      parts.label.textContent = mark.label;
      parts.label.title = mark.label;
      parts.label.toggleAttribute("data-strong", mark.strong === true);
      parts.label.style.transform = `translateX(${left + at}px)`;
      parts.label.style.visibility = at < -1 ? "hidden" : "visible";
      parts.line.style.transform = `translateX(${at}px)`;
    }
    for (const [name, parts] of this.drawn) {
      if (wanted.has(name)) continue;
      parts.label.remove();
      parts.line.remove();
      this.drawn.delete(name);
    }
  }

  private make(name: string): { label: HTMLElement; line: HTMLElement } {
    const label = document.createElement("span");
    label.className = "tl-mark";
    const line = document.createElement("i");
    line.className = "tl-line";
    this.labels.append(label);
    this.lines.append(line);
    const parts = { label, line };
    this.drawn.set(name, parts);
    return parts;
  }
}
