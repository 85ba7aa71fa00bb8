/** The frame of every page: menus, search palette, keys, confirmations, toasts, copying, theme, filters. */

import htmx from "htmx.org";
import { all, csrf, isTyping, on, one } from "./dom";
import { refresh } from "./morph";

export function startShell(): void {
  menus();
  palette();
  keys();
  confirmations();
  toasts();
  copying();
  theme();
  forms();
  filters();
}

function menus(): void {
  document.addEventListener("click", (event) => {
    for (const menu of all<HTMLDetailsElement>("details[data-pop][open]")) {
      if (!menu.contains(event.target as Node)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of all<HTMLDetailsElement>("details[data-pop][open]")) {
      menu.open = false;
      one("summary", menu)?.focus();
    }
  });
}

function openPalette(): void {
  const dialog = one<HTMLDialogElement>("[data-palette]");
  const input = dialog && one<HTMLInputElement>("input", dialog);
  if (!dialog || !input || dialog.open) return;
  dialog.showModal();
  input.select();
  htmx.trigger(input, "palette-open", {});
}

function palette(): void {
  on("click", "[data-open-palette]", openPalette);
  const dialog = one<HTMLDialogElement>("[data-palette]");
  const input = dialog && one<HTMLInputElement>("input", dialog);
  if (!dialog || !input) return;
  const options = (): HTMLElement[] => all("[role=option]", dialog);
  const choose = (index: number): void => {
    const list = options();
    const chosen = list[(index + list.length) % list.length];
    for (const option of list) option.setAttribute("aria-selected", String(option === chosen));
    if (!chosen) return;
    chosen.id ||= `found-${list.indexOf(chosen)}`;
    input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  };
  const here = (): number => options().findIndex((option) => option.getAttribute("aria-selected") === "true");
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(here() + 1);
    else if (event.key === "ArrowUp") choose(here() - 1);
    else if (event.key === "Enter") (options()[Math.max(0, here())] as HTMLAnchorElement | undefined)?.click();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("htmx:afterSettle", () => choose(0));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

function keys(): void {
  const sheet = one<HTMLDialogElement>("[data-keys]");
  on("click", "[data-open-keys]", () => sheet?.showModal());
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || one("dialog[open]")) return;
    if (Date.now() - going < 1500) {
      going = 0;
      const place = one<HTMLAnchorElement>(`[data-go="${CSS.escape(event.key.toLowerCase())}"]`);
      if (place) place.click();
      return;
    }
    if (event.key === "g") going = Date.now();
    else if (event.key === "n") one<HTMLAnchorElement>('[data-go="n"]')?.click();
    else if (event.key === "?") sheet?.showModal();
    else if (event.key === "/") {
      const field = one<HTMLInputElement>("[data-filter-text]");
      if (!field) return;
      event.preventDefault();
      field.select();
    }
  });
}

function confirmations(): void {
  const dialog = one<HTMLDialogElement>("[data-confirm-dialog]");
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const question = form.dataset["confirm"];
    if (!dialog || !question || form.dataset["confirmed"]) return;
    event.preventDefault();
    const submitter = event.submitter;
    (one("[data-confirm-title]", dialog) as HTMLElement).textContent = question;
    (one("[data-confirm-text]", dialog) as HTMLElement).textContent = form.dataset["confirmText"] ?? "";
    (one("[data-confirm-yes]", dialog) as HTMLElement).textContent = form.dataset["confirmYes"] ?? "Go on";
    dialog.returnValue = "";
    dialog.showModal();
    dialog.addEventListener(
      "close",
      () => {
        if (dialog.returnValue !== "yes") return;
        form.dataset["confirmed"] = "1";
        form.requestSubmit(submitter);
      },
      { once: true },
    );
  });
}

function toasts(): void {
  on("click", "[data-dismiss]", (button) => button.closest("[data-toast]")?.remove());
  for (const card of all("[data-toasts] [data-toast]")) fade(card);
}

/** What another page of the studio would tell, told here. */
export function takeToasts(page: Document): void {
  for (const card of all("[data-toasts] [data-toast]", page)) {
    one("[data-toasts]")?.append(card);
    fade(card);
  }
}

function fade(card: HTMLElement): void {
  if (card.dataset["kind"] === "error") return;
  let timer = window.setTimeout(() => card.remove(), 7_000);
  card.addEventListener("pointerenter", () => window.clearTimeout(timer));
  card.addEventListener("pointerleave", () => {
    timer = window.setTimeout(() => card.remove(), 3_000);
  });
}

export function toast(kind: "success" | "error", text: string): void {
  const template = one<HTMLTemplateElement>("[data-toast-template]");
  const card = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!card) return;
  card.dataset["kind"] = kind;
  (one("[data-toast-text]", card) as HTMLElement).textContent = text;
  one("[data-toasts]")?.append(card);
  fade(card);
}

function copying(): void {
  on("click", "[data-copy]", (button) => {
    const text = one(button.dataset["copy"] ?? "")?.textContent?.trim();
    if (!text) return;
    void copy(text).then((done) => {
      const before = button.textContent;
      button.textContent = done ? "Copied" : "Select it and press Ctrl+C";
      window.setTimeout(() => (button.textContent = before), 1_600);
    });
  });
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // a page without TLS on another host may not write there
  }
}

function theme(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-theme-form]") || !(event.submitter instanceof HTMLButtonElement)) return;
    event.preventDefault();
    const wanted = event.submitter.value;
    const body = new FormData(form, event.submitter);
    void fetch(form.action, { method: "POST", body, headers: { "X-CSRFToken": csrf() }, redirect: "manual" });
    if (wanted === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = wanted;
    for (const button of all("button[name=theme]")) {
      button.setAttribute("aria-pressed", String((button as HTMLButtonElement).value === wanted));
    }
    document.dispatchEvent(new CustomEvent("studio:theme"));
  });
}

function forms(): void {
  on("change", "[data-send-on-change]", (field) => field.closest("form")?.requestSubmit());
  on("click", "[data-set-colour]", (button) => {
    const field = button.parentElement && one<HTMLInputElement>("input[type=color]", button.parentElement);
    if (field) field.value = button.dataset["setColour"] ?? field.value;
  });
  on("click", "[data-close]", (button) => button.closest("dialog")?.close());
}

/** Lists follow their filter as it is typed; the address stays one that can be shared. */
function filters(): void {
  let timer: number | undefined;
  const show = (form: HTMLFormElement): void => {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) asked.append(name, String(value));
    const query = asked.toString();
    const url = query ? `${window.location.pathname}?${query}` : window.location.pathname;
    window.history.replaceState(null, "", url);
    one("#list")?.removeAttribute("data-grown");
    void refresh(url, ["#list", "#tabs"]);
  };
  on("input", "[data-filter]", (form) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => show(form as HTMLFormElement), 200);
  });
  on("submit", "[data-filter]", (form, event) => {
    event.preventDefault();
    window.clearTimeout(timer);
    show(form as HTMLFormElement);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const list = (event.target as Element).closest("#list");
    list?.setAttribute("data-grown", "");
  });
}
