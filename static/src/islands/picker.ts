/** Choosing elements by name: type, arrows, Enter. A form or a filter is told by an input event. */

import { ask, isAborted } from "../bible/ask";
import { all, one } from "../dom";

interface Option {
  key: string;
  name: string;
  type: string;
  type_label: string;
  summary: string;
}

const SOON = 130;

class Picker {
  private readonly list: HTMLElement;
  private readonly box: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly found: HTMLElement;
  private options: Option[] = [];
  private here = -1;
  private timer: number | undefined;
  private asking: AbortController | null = null;

  constructor(private readonly root: HTMLElement) {
    this.list = one("[data-picked]", root) as HTMLElement;
    this.box = one("[data-picker-search]", root) as HTMLElement;
    this.input = one<HTMLInputElement>("input", this.box) as HTMLInputElement;
    this.found = one("[role=listbox]", this.box) as HTMLElement;
    this.input.addEventListener("input", (event) => {
      event.stopPropagation();
      this.soon();
    });
    this.input.addEventListener("focus", () => this.soon());
    this.input.addEventListener("blur", () => window.setTimeout(() => this.close(), 120));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.found.addEventListener("pointerdown", (event) => event.preventDefault());
    this.found.addEventListener("click", (event) => {
      const place = (event.target as Element).closest<HTMLElement>("[data-option]")?.dataset["option"];
      if (place !== undefined) this.choose(Number(place));
    });
    this.list.addEventListener("click", (event) => {
      const row = (event.target as Element).closest("[data-unpick]")?.closest<HTMLElement>("[data-picked-one]");
      if (row) this.drop(row);
    });
    this.settle();
  }

  private keys(): string[] {
    return all<HTMLInputElement>("[data-picked-one] > input[type=hidden]", this.list).map((field) => field.value);
  }

  private settle(): void {
    this.box.hidden = "pickerSingle" in this.root.dataset && this.keys().length > 0;
  }

  private soon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), SOON);
  }

  private async ask(): Promise<void> {
    this.asking?.abort();
    this.asking = new AbortController();
    const query = { q: this.input.value.trim(), types: this.root.dataset["pickerTypes"] ?? "" };
    try {
      const { elements } = await ask<{ elements: Option[] }>(this.root.dataset["pickerUrl"] ?? "", query, this.asking.signal);
      const taken = new Set(this.keys());
      this.show(elements.filter((option) => !taken.has(option.key)));
    } catch (error) {
      if (!isAborted(error)) this.words("The studio did not answer.");
    }
  }

  private show(options: Option[]): void {
    if (document.activeElement !== this.input) return;
    this.options = options;
    this.here = options.length && this.input.value.trim() ? 0 : -1;
    if (!options.length) return this.words(this.input.value.trim() ? `Nothing is called “${this.input.value.trim()}” here.` : "There is nothing to choose yet.");
    this.found.replaceChildren(...options.map((option, place) => this.row(option, place)));
    this.open();
    this.mark();
  }

  private row(option: Option, place: number): HTMLElement {
    const row = document.createElement("li");
    row.setAttribute("role", "option");
    row.id = `${this.found.id}-${place}`;
    row.dataset["option"] = String(place);
    const name = document.createElement("span");
    name.className = "picker-name";
    name.textContent = option.name;
    const type = document.createElement("span");
    type.className = "small muted";
    type.textContent = option.type_label;
    row.append(name, " ", type);
    return row;
  }

  private words(text: string): void {
    const row = document.createElement("li");
    row.className = "picker-words small muted";
    row.setAttribute("role", "option");
    row.setAttribute("aria-disabled", "true");
    row.textContent = text;
    this.options = [];
    this.here = -1;
    this.found.replaceChildren(row);
    this.open();
  }

  private open(): void {
    this.found.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  private close(): void {
    this.found.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  private mark(): void {
    all("[role=option]", this.found).forEach((row, place) => row.setAttribute("aria-selected", String(place === this.here)));
    const row = this.here >= 0 ? this.found.children[this.here] : undefined;
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
    else this.input.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  private key(event: KeyboardEvent): void {
    const open = !this.found.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open) this.soon();
      else if (this.options.length) {
        const step = event.key === "ArrowDown" ? 1 : -1;
        this.here = (this.here + step + this.options.length) % this.options.length;
        this.mark();
      }
    } else if (event.key === "Enter") {
      if (open && this.here >= 0) this.choose(this.here);
      else if (!this.input.value) return;
    } else if (event.key === "Escape" && open) this.close();
    else if (event.key === "Backspace" && !this.input.value) {
      const last = all("[data-picked-one]", this.list).at(-1);
      if (last) this.drop(last);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private choose(place: number): void {
    const option = this.options[place];
    const template = one<HTMLTemplateElement>("[data-picked-template]", this.root);
    const row = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
    if (!option || !row) return;
    if ("pickerSingle" in this.root.dataset) this.list.replaceChildren();
    (one<HTMLInputElement>("input[type=hidden]", row) as HTMLInputElement).value = option.key;
    for (const name of all("[data-picked-name]", row)) name.textContent = option.name;
    const role = one("[data-picked-role]", row);
    role?.setAttribute("aria-label", `Role of ${option.name}`);
    this.list.append(row);
    this.input.value = "";
    this.close();
    this.settle();
    this.told();
    if (role) role.focus();
    else if (!this.box.hidden) this.input.focus();
    else one<HTMLElement>("[data-unpick]", row)?.focus();
  }

  private drop(row: HTMLElement): void {
    row.remove();
    this.settle();
    this.told();
    if (!this.box.hidden) this.input.focus();
  }

  private told(): void {
    this.list.dispatchEvent(new Event("input", { bubbles: true }));
    this.root.dispatchEvent(new CustomEvent("picker:change", { bubbles: true, detail: this.keys() }));
  }
}

for (const root of all("[data-picker]")) new Picker(root);
