/** A text area with an entry a line, shown as chips. Without this script it stays a text area. */

import { all, eachTime } from "./dom";

export function startChips(): void {
  eachTime(() => {
    for (const area of all<HTMLTextAreaElement>("textarea[data-chips]:not([data-bound])")) dress(area);
  });
}

function dress(area: HTMLTextAreaElement): void {
  const what = area.dataset["chip"] ?? "entry";
  const byComma = area.dataset["chips"] === "comma";
  const box = document.createElement("div");
  box.className = "chip-field";
  const list = document.createElement("ul");
  const field = document.createElement("input");
  field.type = "text";
  field.autocomplete = "off";
  field.placeholder = `Add a ${what}`;
  field.id = area.id;
  for (const name of ["aria-describedby", "aria-invalid"]) {
    const value = area.getAttribute(name);
    if (value) field.setAttribute(name, value);
  }
  if (what === "tag") field.setAttribute("list", "tag-options");
  area.removeAttribute("id");
  area.setAttribute("data-bound", "");
  area.hidden = true;
  area.after(box);
  box.append(list, field);
  box.addEventListener("click", (event) => event.target === box && field.focus());

  const entries = (): string[] => area.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const keep = (values: string[]): void => {
    const seen = new Map<string, string>();
    for (const value of values) if (value) seen.set(value.toLocaleLowerCase(), seen.get(value.toLocaleLowerCase()) ?? value);
    area.value = [...seen.values()].join("\n");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    draw();
  };
  const add = (text: string): void => keep([...entries(), ...text.split(byComma ? /[\n,]/ : /\n/).map((word) => word.trim())]);
  const draw = (): void => {
    list.replaceChildren(
      ...entries().map((value, place) => {
        const chip = document.createElement("li");
        chip.className = "chip";
        const off = document.createElement("button");
        off.type = "button";
        off.textContent = "×";
        off.setAttribute("aria-label", `Remove ${value}`);
        off.addEventListener("click", () => {
          keep(entries().filter((_one, other) => other !== place));
          field.focus();
        });
        chip.append(value, off);
        return chip;
      }),
    );
  };
  const take = (): void => {
    const text = field.value;
    field.value = "";
    if (text.trim()) add(text);
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || (byComma && event.key === ",")) {
      if (!field.value.trim() && event.key === "Enter") event.preventDefault();
      if (!field.value.trim()) return;
      event.preventDefault();
      take();
    } else if (event.key === "Backspace" && !field.value) {
      keep(entries().slice(0, -1));
    }
  });
  field.addEventListener("blur", take);
  field.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    if (!/[\n,]/.test(text) || (!byComma && !text.includes("\n"))) return;
    event.preventDefault();
    add(text);
  });
  area.form?.addEventListener("submit", take);
  draw();
}
