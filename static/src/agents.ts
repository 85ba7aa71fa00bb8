/** Pages of agents: keys for what a result offers, Ctrl+Enter sends a question, counters and sliders tell. */

import { all, eachTime, isTyping, on, one } from "./dom";

export function startAgents(): void {
  presses();
  sending();
  eachTime(words);
  on("input", "[data-slider]", (field) => {
    const told = field.closest(".form-row")?.querySelector("[data-slider-value]");
    if (told) told.textContent = (field as HTMLInputElement).value;
  });
  openFolds();
}

/** A letter presses what carries it; a fold opens and its first field takes the caret. */
function presses(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (isTyping(event.target) || one("dialog[open]") || !/^[a-z]$/.test(event.key)) return;
    const wanted = one<HTMLElement>(`[data-press="${event.key}"]`);
    if (!wanted || going()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const fold = wanted.closest("details");
    if (!fold || wanted.tagName !== "SUMMARY") return wanted.click();
    fold.open = true;
    one<HTMLElement>("textarea, input:not([type=hidden])", fold)?.focus();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "g" && !isTyping(event.target)) went = Date.now();
  }, true);
}

let went = 0;

/** The letter after G leads to another page. */
function going(): boolean {
  return Date.now() - went < 1_500;
}

function sending(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-ask]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

/** How long a text has become. */
function words(): void {
  for (const field of all<HTMLTextAreaElement>("textarea[data-words]:not([data-bound])")) {
    const told = document.createElement("span");
    told.className = "counter num";
    const tell = (): void => {
      const count = field.value.split(/\s+/).filter(Boolean).length;
      told.textContent = count === 1 ? "1 word" : `${count} words`;
    };
    field.setAttribute("data-bound", "");
    field.after(told);
    field.addEventListener("input", tell);
    tell();
  }
}

/** What was unfolded in the meter stays so when it is counted anew. */
function openFolds(): void {
  const open = new Set<string>();
  document.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.target as Element;
    if (target.id !== "meter") return;
    open.clear();
    for (const fold of all<HTMLDetailsElement>("details[open]", target)) open.add(fold.id);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.target as Element;
    if (target.id !== "meter") return;
    for (const fold of all<HTMLDetailsElement>("details", target)) if (open.has(fold.id)) fold.open = true;
  });
}
