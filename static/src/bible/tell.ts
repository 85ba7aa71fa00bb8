/** A toast of an island, with a thing to do about it. */

import { one } from "../dom";

const STAYS = 9_000;

export function tell(kind: "success" | "error", text: string, action?: { label: string; act: () => void }): void {
  const template = one<HTMLTemplateElement>("[data-toast-template]");
  const card = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  const words = card && one("[data-toast-text]", card);
  if (!card || !words) return;
  card.dataset["kind"] = kind;
  words.textContent = text;
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-xs";
    button.textContent = action.label;
    button.addEventListener("click", () => {
      card.remove();
      action.act();
    });
    words.after(button);
  }
  one("[data-toasts]")?.append(card);
  if (kind === "success") window.setTimeout(() => card.remove(), STAYS);
}
