/** Completion of @names while writing: type @, a few letters, choose with the arrows and Enter. */

import { one, on } from "./dom";

interface Name {
  name: string;
  key: string;
  type: string;
  summary: string;
}

const MOST = 60;
const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N} '’-]{0,70}$/u;

let list: HTMLElement | null = null;
let area: HTMLTextAreaElement | null = null;
let from = 0;
let names: Name[] = [];
let chosen = 0;
let timer = 0;
let asked = 0;

export function startCompletion(): void {
  on("input", "textarea[data-mentions]", (field) => look(field as HTMLTextAreaElement));
  on("click", "textarea[data-mentions]", (field) => look(field as HTMLTextAreaElement));
  on("focusout", "textarea[data-mentions]", () => window.setTimeout(close, 150));
  document.addEventListener("keydown", press, true);
  window.addEventListener("scroll", () => list && area && place(), { passive: true, capture: true });
}

/** What stands between the last @ and the caret, if it may be a name. */
function wanted(field: HTMLTextAreaElement): { from: number; text: string } | null {
  const caret = field.selectionStart;
  if (caret !== field.selectionEnd) return null;
  const before = field.value.slice(Math.max(0, caret - MOST), caret);
  const at = before.lastIndexOf("@");
  if (at < 0) return null;
  const text = before.slice(at + 1);
  if (/\n|^\s|[[\]"“”]/.test(text) || text.split(" ").length > 4) return null;
  if (at > 0 && /[\p{L}\p{N}]/u.test(before.charAt(at - 1))) return null;
  return { from: caret - text.length - 1, text };
}

function look(field: HTMLTextAreaElement): void {
  window.clearTimeout(timer);
  const found = wanted(field);
  const address = field.closest<HTMLElement>("[data-names]")?.dataset["names"];
  if (!found || !address) return close();
  timer = window.setTimeout(() => void ask(field, address, found), 120);
}

async function ask(field: HTMLTextAreaElement, address: string, found: { from: number; text: string }): Promise<void> {
  const turn = ++asked;
  const response = await fetch(`${address}?q=${encodeURIComponent(found.text)}`, { credentials: "same-origin" }).catch(() => null);
  if (turn !== asked || !response?.ok || document.activeElement !== field) return;
  names = ((await response.json()) as { names: Name[] }).names;
  if (turn !== asked) return;
  if (!names.length) return close();
  area = field;
  from = found.from;
  chosen = 0;
  draw();
}

function draw(): void {
  if (!area) return;
  if (!list) {
    list = document.createElement("div");
    list.id = "name-options";
    list.className = "name-options";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Elements of this universe");
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (option) take(Number(option.dataset["place"]));
    });
    document.body.append(list);
  }
  list.replaceChildren(
    ...names.map((name, index) => {
      const option = document.createElement("div");
      option.id = `name-option-${index}`;
      option.className = "pop-item";
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(index === chosen));
      option.dataset["place"] = String(index);
      const words = document.createElement("span");
      words.className = "truncate";
      words.textContent = name.name;
      const kind = document.createElement("span");
      kind.className = "small muted ml-auto";
      kind.textContent = name.type;
      option.append(words, kind);
      return option;
    }),
  );
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  area.setAttribute("aria-activedescendant", `name-option-${chosen}`);
  place();
}

function press(event: KeyboardEvent): void {
  if (!list || event.target !== area) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : names.length - 1)) % names.length;
    draw();
  } else if (event.key === "Enter" || event.key === "Tab") take(chosen);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function take(index: number): void {
  const name = names[index];
  if (!area || !name) return;
  const field = area;
  const text = PLAIN.test(name.name) ? `@${name.name}` : `@[${name.name.replace(/[[\]\n]/g, " ")}](${name.key})`;
  const end = field.selectionStart;
  close();
  field.focus();
  field.setRangeText(text, from, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  close();
}

function close(): void {
  window.clearTimeout(timer);
  asked += 1;
  list?.remove();
  list = null;
  for (const name of ["aria-controls", "aria-activedescendant"]) area?.removeAttribute(name);
  area = null;
}

/** Below the @: a copy of the text area in the same shape tells where that is. */
function place(): void {
  if (!list || !area) return;
  const style = getComputedStyle(area);
  const copy = document.createElement("div");
  for (const name of ["font", "letterSpacing", "padding", "border", "lineHeight", "boxSizing"] as const) copy.style[name] = style[name];
  copy.style.cssText += ";position:absolute;visibility:hidden;white-space:pre-wrap;overflow-wrap:break-word;left:0;top:0";
  copy.style.width = `${area.offsetWidth}px`;
  copy.textContent = area.value.slice(0, from);
  const mark = document.createElement("span");
  mark.textContent = "@";
  copy.append(mark);
  document.body.append(copy);
  const line = mark.offsetTop + mark.offsetHeight - area.scrollTop;
  const across = mark.offsetLeft;
  copy.remove();
  const box = area.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left + across, window.innerWidth - list.offsetWidth - 8));
  list.style.left = `${Math.round(left)}px`;
  list.style.top = `${Math.round(Math.min(box.top + line + 4, window.innerHeight - list.offsetHeight - 8))}px`;
  one("[aria-selected=true]", list)?.scrollIntoView({ block: "nearest" });
}
