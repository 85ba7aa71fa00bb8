/** Pages about agents: moving a threshold tells at once what it would have done; folds with forms are put away. */

import { all, on, one } from "./dom";

export function startInsight(): void {
  on("click", "[data-fold-away]", foldAway);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target instanceof Element) foldAway(event.target);
  });
  on("input", "[data-threshold]", (field) => tell((field as HTMLInputElement).value));
}

function tell(value: string): void {
  const shown = one("[data-threshold-value]");
  if (shown) shown.textContent = `${value}%`;
  const mark = one<SVGLineElement>("[data-threshold-mark]");
  for (const end of ["x1", "x2"]) mark?.setAttribute(end, value);
  let here: HTMLElement | undefined;
  for (const row of all("[data-threshold-row]")) {
    const isHere = row.dataset["thresholdRow"] === value;
    row.toggleAttribute("aria-current", false);
    if (isHere) row.setAttribute("aria-current", "true");
    if (isHere) here = row;
  }
  const words = one("[data-threshold-words]");
  if (words && one("[data-threshold-row]")) words.textContent = here ? told(here.dataset) : ends(value);
}

function told(row: DOMStringMap): string {
  const [sent, made, caught, missed] = ["sent", "made", "caught", "missed"].map((name) => Number(row[name]));
  const bad = (caught ?? 0) + (missed ?? 0);
  const share = made ? Math.round((100 * (sent ?? 0)) / made) : 0;
  const rejected = bad ? `, and of ${bad} rejected ${caught} would have been caught` : "";
  return `Of the last ${made}, ${sent} would have waited (${share}%)${rejected}.`;
}

function ends(value: string): string {
  return Number(value) === 0 ? "Nothing waits for a person." : "Everything waits for a person.";
}

function foldAway(inside: Element): void {
  const fold = inside.closest<HTMLDetailsElement>("details.act[open]");
  if (!fold) return;
  fold.open = false;
  one("summary", fold)?.focus();
}
