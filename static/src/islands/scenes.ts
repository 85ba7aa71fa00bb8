/** Scenes are dragged by their grip to another place of the telling. The buttons beside it do the same. */

import { csrf, one } from "../dom";
import { tell } from "../bible/tell";

const ROW = "[data-scene]";

function rows(list: Element): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>(ROW)];
}

class Drag {
  private readonly list: HTMLElement;
  private readonly began: number;

  constructor(
    private readonly row: HTMLElement,
    pointer: number,
  ) {
    this.list = row.closest("[data-scenes]") as HTMLElement;
    this.began = rows(this.list).indexOf(row);
    row.setAttribute("data-dragged", "");
    // At the document, for a row that moves loses the pointer.
    const mine = (event: PointerEvent): boolean => event.pointerId === pointer;
    const move = (event: PointerEvent): void => {
      if (mine(event)) this.move(event.clientY);
    };
    const end = (event: PointerEvent): void => {
      if (!mine(event)) return;
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", end);
      document.removeEventListener("pointercancel", end);
      this.drop();
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", end);
  }

  private move(y: number): void {
    const others = rows(this.list).filter((row) => row !== this.row);
    const after = others.find((row) => {
      const box = row.getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
    const before = after ?? others.at(-1)?.nextElementSibling ?? null;
    if (before !== this.row.nextElementSibling && before !== this.row) this.list.insertBefore(this.row, before);
    const edge = 60;
    if (y < edge) window.scrollBy(0, -12);
    else if (y > window.innerHeight - edge) window.scrollBy(0, 12);
  }

  private drop(): void {
    this.row.removeAttribute("data-dragged");
    const place = rows(this.list).indexOf(this.row);
    if (place === this.began) return;
    void this.save(place);
  }

  private async save(place: number): Promise<void> {
    const body = new URLSearchParams({ place: String(place) });
    const headers = { "X-CSRFToken": csrf(), "HX-Request": "true" };
    try {
      const response = await fetch(this.row.dataset["move"] ?? "", { method: "POST", body, headers });
      if (!response.ok) throw new Error(String(response.status));
    } catch {
      tell("error", "The new order was not saved. Reload the page and try again.");
      return;
    }
    renumber(this.list);
  }
}

/** The numbers, and what the buttons would do, as the server would write them. */
function renumber(list: HTMLElement): void {
  rows(list).forEach((row, place) => {
    row.dataset["scene"] = String(place);
    const number = one(".scenes-number", row);
    if (number) number.textContent = String(place + 1);
    const [up, down] = row.querySelectorAll<HTMLButtonElement>("button[name=place]");
    if (up) up.value = String(Math.max(0, place - 1));
    if (down) down.value = String(place + 1);
  });
}

document.addEventListener("pointerdown", (event) => {
  const grip = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-grip]") : null;
  const row = grip?.closest<HTMLElement>(ROW);
  if (!grip || !row || event.button !== 0) return;
  event.preventDefault();
  new Drag(row, event.pointerId);
});
