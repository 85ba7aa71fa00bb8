/** What is known about the chosen event, below the map. */

import { one } from "../dom";
import type { Happening } from "./items";

export class Card {
  constructor(private readonly root: HTMLElement) {}

  show(event: Happening | null): void {
    this.root.toggleAttribute("data-full", event !== null);
    const full = one("[data-card-full]", this.root);
    const none = one("[data-card-none]", this.root);
    if (full) full.hidden = event === null;
    if (none) none.hidden = event !== null;
    if (!event || !full) return;
    full.className = `tl-card-full t-${event.type}`;
    this.text("when", event.label);
    this.text("type", event.type_label);
    const title = one<HTMLAnchorElement>("[data-card-title]", full);
    if (title) {
      title.textContent = event.title;
      title.href = event.url;
    }
    this.text("people", event.people.map((person) => person.name).join(", "));
  }

  /** Where the event would be, while it is dragged. */
  moving(event: Happening, label: string): void {
    this.show(event);
    this.text("when", `Moving to ${label}`);
  }

  private text(name: string, words: string): void {
    const place = one(`[data-card-${name}]`, this.root);
    if (!place) return;
    place.textContent = words;
    place.hidden = words === "";
  }
}
