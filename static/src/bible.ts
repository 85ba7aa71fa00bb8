/** Forms and walls of the bible: what is typed is guarded, counted and sorted; pictures change places. */

import { startChips } from "./chips";
import { startCompletion } from "./complete";
import { all, eachTime, isTyping, on, one } from "./dom";

export function startBible(): void {
  guard();
  keys();
  eachTime(counters);
  startChips();
  startCompletion();
  gallery();
  ticks();
  pictures();
  colours();
  fileNames();
  litTabs();
}

/** On a narrow screen the lit tab of a long row may lie outside of it. */
function litTabs(): void {
  for (const lit of all(".bible-tabs [aria-current], .type-tabs [aria-current]")) {
    const row = lit.parentElement;
    if (row) row.scrollLeft = lit.offsetLeft - row.offsetLeft - (row.clientWidth - lit.offsetWidth) / 2;
  }
}

/** Leaving a page with something typed on it asks first. */
function guard(): void {
  const dirty = new Set<HTMLFormElement>(all<HTMLFormElement>("form[data-guard=always]"));
  const mark = (field: HTMLElement): void => {
    const form = field.closest<HTMLFormElement>("form[data-guard]");
    if (form && !field.hasAttribute("data-no-guard")) dirty.add(form);
  };
  on("input", "form[data-guard] :is(input, textarea, select)", mark);
  on("change", "form[data-guard] :is(input, textarea, select)", mark);
  on("submit", "form[data-guard]", (form) => dirty.delete(form as HTMLFormElement));
  window.addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
  });
}

/** E edits what is shown, Ctrl+S saves what is typed. */
function keys(): void {
  document.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && key === "s") {
      const save = one<HTMLButtonElement>("[data-save]");
      if (!save?.form) return;
      event.preventDefault();
      save.form.requestSubmit(save);
    } else if (key === "e" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (!isTyping(event.target) && !one("dialog[open]")) one<HTMLAnchorElement>("[data-edit]")?.click();
    }
  });
}

/** How much of a short text is used. */
function counters(): void {
  for (const field of all<HTMLTextAreaElement>("[data-count]:not([data-bound])")) {
    const most = Number(field.dataset["count"]);
    const words = document.createElement("span");
    words.className = "counter num";
    const tell = (): void => {
      words.textContent = `${field.value.length} of ${most}`;
      words.toggleAttribute("data-over", field.value.length > most);
    };
    field.setAttribute("data-bound", "");
    field.after(words);
    field.addEventListener("input", tell);
    tell();
  }
}

/** Small pictures change the large one. */
function gallery(): void {
  on("click", "[data-show]", (small, event) => {
    const box = small.closest("[data-gallery]");
    const large = box && one<HTMLImageElement>("[data-gallery-picture]", box);
    const address = small.dataset["show"];
    if (!box || !large || !address) return;
    event.preventDefault();
    large.src = address;
    large.alt = one("img", small)?.getAttribute("alt") ?? "";
    one("[data-gallery-link]", box)?.setAttribute("href", address);
    for (const other of all("[data-show]", box)) other.removeAttribute("aria-current");
    small.setAttribute("aria-current", "true");
    const caption = one("[data-gallery-caption]", box);
    if (!caption) return;
    caption.textContent = small.dataset["caption"] ?? "";
    caption.hidden = !caption.textContent;
  });
}

/** Ticking many rows: all, a range with Shift, and how many there are. */
function ticks(): void {
  let last: HTMLInputElement | null = null;
  const tell = (form: HTMLElement): void => {
    const words = one("[data-ticked]", form);
    if (words) words.textContent = String(all<HTMLInputElement>("input[name=pick]:checked", form).length);
  };
  on("click", "[data-many] input[name=pick]", (box, event) => {
    const form = box.closest<HTMLElement>("[data-many]");
    if (!form || !(box instanceof HTMLInputElement)) return;
    const boxes = all<HTMLInputElement>("input[name=pick]", form);
    const from = last ? boxes.indexOf(last) : -1;
    const to = boxes.indexOf(box);
    if (event.shiftKey && from >= 0) {
      for (const one of boxes.slice(Math.min(from, to), Math.max(from, to) + 1)) one.checked = box.checked;
    }
    last = box;
    tell(form);
  });
  on("change", "[data-tick-all]", (head) => {
    const form = head.closest<HTMLElement>("[data-many]");
    if (!form) return;
    for (const box of all<HTMLInputElement>("input[name=pick]", form)) box.checked = (head as HTMLInputElement).checked;
    tell(form);
  });
}

function move(row: Element, by: number): void {
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(row);
  else other.after(row);
}

function changed(within: Element): void {
  within.closest("form")?.querySelector("input")?.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Pictures of a form: their order, and a look at those that will be sent. */
function pictures(): void {
  on("click", "[data-move]", (button) => {
    const row = button.closest("[data-picture]");
    if (!row) return;
    move(row, Number(button.dataset["move"]));
    button.focus();
    changed(row);
  });
  on("change", "[data-picture-files]", (field) => {
    const place = field.closest("[data-pictures]")?.querySelector("[data-new-pictures]");
    if (!place || !(field instanceof HTMLInputElement)) return;
    for (const shown of all<HTMLImageElement>("img", place)) URL.revokeObjectURL(shown.src);
    place.replaceChildren(
      ...[...(field.files ?? [])].map((file) => {
        const picture = new Image();
        picture.src = URL.createObjectURL(file);
        picture.alt = file.name;
        return picture;
      }),
    );
  });
}

/** Rows of a palette: picker and code say the same; rows come, go and change places. */
function colours(): void {
  on("input", "[data-colour-pick]", (pick) => {
    const code = pick.closest("[data-colour-row]")?.querySelector<HTMLInputElement>("[data-colour-hex]");
    if (code) code.value = (pick as HTMLInputElement).value;
  });
  on("input", "[data-colour-hex]", (code) => {
    const pick = code.closest("[data-colour-row]")?.querySelector<HTMLInputElement>("[data-colour-pick]");
    const value = (code as HTMLInputElement).value.trim();
    if (pick && /^#[0-9a-f]{6}$/i.test(value)) pick.value = value.toLowerCase();
  });
  on("click", "[data-colour-move]", (button) => {
    const row = button.closest("[data-colour-row]");
    if (!row) return;
    move(row, Number(button.dataset["colourMove"]));
    button.focus();
    changed(row);
  });
  on("click", "[data-colour-drop]", (button) => {
    const list = button.closest("[data-colour-list]");
    button.closest("[data-colour-row]")?.remove();
    if (list) changed(list);
  });
  on("click", "[data-colour-add]", (button) => {
    const box = button.closest("[data-palette-rows]");
    const fresh = box && one<HTMLTemplateElement>("[data-colour-template]", box)?.content.cloneNode(true);
    const list = box && one("[data-colour-list]", box);
    if (!fresh || !list) return;
    list.append(fresh);
    list.lastElementChild?.querySelector<HTMLInputElement>("[data-colour-pick]")?.focus();
    changed(list);
  });
}

function fileNames(): void {
  on("change", "[data-file-name]", (field) => {
    const words = document.getElementById(field.getAttribute("aria-describedby") ?? "");
    if (words) words.textContent = (field as HTMLInputElement).files?.[0]?.name ?? "";
  });
}
