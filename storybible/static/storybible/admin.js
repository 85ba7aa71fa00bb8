"use strict";
/* What makes the bible's forms in the admin comfortable. Everything is found by its class, also in rows that
   are added later; without it the forms still work on plain values. */
{
  const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);
  const later = (act, wait = 350) => {
    let timer;
    return (...args) => {
      clearTimeout(timer);
      timer = setTimeout(() => act(...args), wait);
    };
  };
  const universe = () =>
    document.querySelector("#id_universe")?.value || document.querySelector(".bible-form")?.dataset.universe || "";
  const csrf = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  const make = (tag, classes, text) => {
    const found = document.createElement(tag);
    found.className = classes || "";
    if (text !== undefined) found.textContent = text;
    return found;
  };
  const ask = async (url, values, post = false) => {
    const data = new URLSearchParams({ universe: universe(), ...values });
    const answer = post
      ? await fetch(url, { method: "POST", body: data, headers: { "X-CSRFToken": csrf() } })
      : await fetch(`${url}?${data}`);
    return answer.json();
  };

  /* Selects that search: only what belongs to the universe of the form. */
  const jq = window.django?.jQuery;
  jq?.ajaxPrefilter((options) => {
    if (options.url?.includes("/autocomplete/") && universe())
      options.url += `${options.url.includes("?") ? "&" : "?"}universe=${encodeURIComponent(universe())}`;
  });

  /* A new row for another universe: begin again there, with what was typed so far. */
  const KEPT = `bible:${location.pathname}`;
  const plainInputs = () =>
    [...document.querySelectorAll("form[id$=_form] [name]")].filter(
      (one) => /^(text|textarea|number|select-one)$/.test(one.type) && one.name !== "universe" && !one.name.includes("-"),
    );
  function followUniverse() {
    const select = document.querySelector("select#id_universe");
    if (!select || document.querySelector(".bible-form")?.dataset.adding !== "yes") return;
    select.addEventListener("change", () => {
      sessionStorage.setItem(KEPT, JSON.stringify(plainInputs().map((one) => [one.name, one.value])));
      window.onbeforeunload = null;
      const to = new URL(location.href);
      to.searchParams.set("universe", select.value);
      location.replace(to);
    });
    const kept = JSON.parse(sessionStorage.getItem(KEPT) || "[]");
    sessionStorage.removeItem(KEPT);
    for (const [name, value] of kept) {
      const input = plainInputs().find((one) => one.name === name);
      if (input && value) input.value = value;
    }
  }

  /* Lists as chips over their text area. */
  function chips(area) {
    if (area.dataset.ready) return;
    area.dataset.ready = "yes";
    const box = make("div", "bible-chipbox");
    const input = make("input", "bible-chipinput");
    input.placeholder = area.placeholder;
    input.setAttribute("aria-label", area.placeholder);
    const read = () => area.value.split("\n").map((one) => one.trim()).filter(Boolean);
    const write = (list) => {
      area.value = list.join("\n");
      area.dispatchEvent(new Event("change", { bubbles: true }));
      draw();
    };
    const draw = () => {
      each(".bible-chip", (one) => one.remove(), box);
      read().forEach((word, at) => {
        const chip = make("span", "bible-chip", word);
        const drop = make("button", "", "✕");
        drop.type = "button";
        drop.setAttribute("aria-label", `Remove ${word}`);
        drop.addEventListener("click", () => write(read().filter((_, one) => one !== at)));
        chip.append(drop);
        box.insertBefore(chip, input);
      });
    };
    const take = () => {
      const words = input.value.split(/[,\n]/).map((one) => one.trim()).filter(Boolean);
      input.value = "";
      if (words.length) write([...new Set([...read(), ...words])]);
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === ",") {
        event.preventDefault();
        take();
      } else if (event.key === "Backspace" && !input.value) write(read().slice(0, -1));
    });
    input.addEventListener("blur", take);
    input.addEventListener("paste", () => setTimeout(() => input.value.includes("\n") && take()));
    box.addEventListener("click", (event) => event.target === box && input.focus());
    box.append(input);
    area.hidden = true;
    area.style.display = "none";
    area.after(box);
    draw();
  }

  /* Markdown: write and preview. */
  function markdown(box) {
    const area = box.querySelector("textarea");
    const reading = box.querySelector(".bible-reading");
    each(
      "[data-tab]",
      (tab) =>
        tab.addEventListener("click", async () => {
          each("[data-tab]", (one) => one.setAttribute("aria-selected", String(one === tab)), box);
          const read = tab.dataset.tab === "read";
          area.hidden = read;
          area.style.display = read ? "none" : "";
          reading.hidden = !read;
          if (!read) return;
          const prose = reading.querySelector(".bible-prose");
          const said = reading.querySelector(".bible-mentions");
          prose.textContent = "…";
          const answer = await ask(box.dataset.preview, { text: area.value }, true);
          // The studio's own cleaned HTML; see storybible/words.
          if (answer.error) prose.textContent = answer.error;
          else prose.innerHTML = answer.html || "Nothing is written yet.";
          const names = answer.mentions || [];
          said.textContent = names.length ? `Mentions ${names.join(", ")}.` : "";
        }),
      box,
    );
  }

  /* Files from a wall. */
  let wall;
  function openWall(picker) {
    if (!wall) {
      wall = make("dialog", "bible-wall");
      wall.innerHTML =
        '<form method="dialog" class="bible-wall-head"><input type="search" class="bible-input" placeholder="Search by name" aria-label="Search by name"><button type="button" class="bible-button bible-upload">Upload</button><button class="bible-button bible-quiet">Close</button></form><p class="bible-hint" role="status"></p><div class="bible-wall-files"></div>';
      document.body.append(wall);
      wall.querySelector("[type=search]").addEventListener("input", later(() => fillWall()));
      wall.querySelector("[type=search]").addEventListener("keydown", (event) => {
        if (event.key === "Enter") event.preventDefault();
      });
      wall.querySelector(".bible-upload").addEventListener("click", askForFile);
    }
    wall.picker = picker;
    wall.querySelector("[type=search]").value = "";
    wall.showModal();
    fillWall();
  }
  async function fillWall() {
    const { url, kind, what } = wall.picker.dataset;
    const status = wall.querySelector("[role=status]");
    const answer = await ask(url, { kind, q: wall.querySelector("[type=search]").value });
    const files = wall.querySelector(".bible-wall-files");
    files.replaceChildren();
    status.textContent = answer.error || (answer.files.length ? "" : `No ${what} here yet. Upload one.`);
    for (const file of answer.files) {
      const tile = make("button", "bible-wall-file");
      tile.type = "button";
      if (file.thumbnail) {
        const picture = make("img");
        picture.src = file.thumbnail;
        picture.alt = "";
        picture.loading = "lazy";
        tile.append(picture);
      } else tile.append(make("span", "material-symbols-outlined", "deployed_code"));
      tile.append(make("span", "", file.name));
      tile.addEventListener("click", () => choose(wall.picker, file));
      files.append(tile);
    }
  }
  function choose(picker, file) {
    const input = picker.querySelector("input[type=hidden]");
    const shown = picker.querySelector(".bible-picked");
    input.value = file?.id || "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    shown.replaceChildren();
    if (file?.thumbnail) {
      const picture = make("img", "bible-thumb bible-thumb-large");
      picture.src = file.thumbnail;
      picture.alt = "";
      shown.append(picture);
    }
    shown.append(make("span", "bible-picked-name", file?.name || ""));
    picker.querySelector(".bible-clear").hidden = !file;
    picker.querySelector(".bible-choose").textContent = file ? "Choose another" : `Choose a ${picker.dataset.what}`;
    if (wall?.open) wall.close();
  }
  function askForFile() {
    const input = make("input");
    input.type = "file";
    input.accept = wall.picker.dataset.kind === "model" ? ".glb,.gltf" : "image/*";
    input.addEventListener("change", () => input.files.length && upload(input.files[0]));
    input.click();
  }
  async function upload(file) {
    const status = wall.querySelector("[role=status]");
    status.textContent = `Uploading ${file.name}…`;
    const data = new FormData();
    data.append("file", file);
    data.append("universe_id", universe());
    const answer = await fetch(wall.picker.dataset.upload, {
      method: "POST",
      body: data,
      headers: { "X-CSRFToken": csrf() },
    });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      status.textContent = told.errors?.[0]?.detail || "The file was not taken.";
      return;
    }
    if (told.kind !== wall.picker.dataset.kind) {
      status.textContent = `${told.name} is not a ${wall.picker.dataset.what}.`;
      return;
    }
    choose(wall.picker, { id: told.id, name: told.name, thumbnail: told.preview_url });
  }

  /* Rows of lists: taken out without losing what is typed in the others, and put in order. */
  document.addEventListener(
    "click",
    (event) => {
      const drop = event.target.closest?.(".delete-template");
      const row = drop?.closest(".form-group");
      const order = row?.querySelector(".bible-order");
      if (!order) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const gone = make("input");
      gone.type = "hidden";
      gone.name = order.name.replace(/place$/, "DELETE");
      gone.value = "on";
      row.append(gone);
      row.hidden = true;
      row.style.display = "none";
      row.classList.add("bible-gone");
      each(".bible-suggestions", suggestions);
    },
    true,
  );
  function arrows(row) {
    const order = row.querySelector(".bible-order");
    if (!order || row.querySelector(".bible-move")) return;
    const cell = row.querySelector("td.delete, .delete") || row.lastElementChild;
    const box = make("span", "bible-move");
    for (const [name, sign, step] of [
      ["Move up", "↑", -1],
      ["Move down", "↓", 1],
    ]) {
      const button = make("button", "bible-icon", sign);
      button.type = "button";
      button.setAttribute("aria-label", name);
      button.addEventListener("click", () => {
        const rows = [...row.parentElement.querySelectorAll(":scope > .form-group:not(.empty-form):not(.bible-gone)")];
        const other = rows[rows.indexOf(row) + step];
        if (!other) return;
        if (step < 0) other.before(row);
        else other.after(row);
        button.focus();
      });
      box.append(button);
    }
    cell.prepend(box);
  }
  document.addEventListener(
    "submit",
    () =>
      each(".formset", (list) =>
        [...list.querySelectorAll(":scope > .form-group:not(.empty-form) .bible-order")].forEach(
          (order, at) => (order.value = at),
        ),
      ),
    true,
  );

  /* Traits: a control for each type, and the usual ones by one click. */
  function traitRow(row) {
    const type = row.querySelector(".bible-trait-type");
    const value = row.querySelector(".bible-value");
    if (!type || !value) return;
    const show = () => (value.dataset.type = type.value);
    type.addEventListener("change", show);
    show();
  }
  async function suggestions(box) {
    const list = box.querySelector(".bible-suggestion-list");
    const type = document.querySelector("#id_entity_subtype")?.value;
    if (!type) {
      list.replaceChildren(make("span", "bible-muted", "Choose the type of element first."));
      return;
    }
    const answer = await fetch(`${box.dataset.url.replace("TYPE", type)}?universe=${encodeURIComponent(universe())}`);
    if (!answer.ok) return;
    const told = await answer.json();
    const templates = Array.isArray(told) ? told : told.results || told.traits || [];
    list.replaceChildren();
    for (const one of templates) {
      const button = make("button", "bible-suggestion", one.label);
      button.type = "button";
      button.title = one.help || "";
      if (one.required) button.append(make("span", "bible-required", "required"));
      const mark = () => (button.disabled = traitKeys(box).includes(one.key));
      button.addEventListener("click", () => {
        addTrait(box, one);
        mark();
      });
      mark();
      list.append(button);
    }
  }
  const group = (box) => document.getElementById(`${box.dataset.prefix}-group`);
  const traitKeys = (box) =>
    [...group(box).querySelectorAll(".form-group:not(.empty-form):not(.bible-gone) .bible-trait-key")].map((one) => one.value);
  function addTrait(box, one) {
    group(box).querySelector(".add-row").click();
    const rows = group(box).querySelectorAll(".form-group:not(.empty-form):not(.bible-gone)");
    const row = rows[rows.length - 1];
    row.querySelector(".bible-trait-key").value = one.key;
    row.querySelector("[name$=-label]").value = one.label;
    const type = row.querySelector(".bible-trait-type");
    type.value = one.type || one.trait_type || "text";
    type.dispatchEvent(new Event("change"));
    const input = row.querySelector(`.bible-value [data-for="${type.value}"]`);
    if (one.help && "placeholder" in input) input.placeholder = one.help;
    input.focus();
  }

  /* Palettes: colours, their names, and whether black or white text reads better on them. */
  const HEX = /^#?([0-9a-f]{6})$/i;
  const light = (hex) => {
    const parts = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
    const [r, g, b] = parts.map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  function colourRow(row) {
    const well = row.querySelector(".bible-colour-well");
    const code = row.querySelector(".bible-hex");
    const out = row.querySelector(".bible-contrast");
    const show = () => {
      const found = HEX.exec(code.value.trim());
      out.replaceChildren();
      if (!found) {
        out.textContent = "Write it like #7c3aed";
        return;
      }
      well.value = `#${found[1].toLowerCase()}`;
      const own = light(found[1]);
      for (const [name, colour, ratio] of [
        ["black", "#000", (own + 0.05) / 0.05],
        ["white", "#fff", 1.05 / (own + 0.05)],
      ]) {
        const sample = make("span", "bible-sample-text", `Aa ${ratio.toFixed(1)}`);
        sample.style.background = well.value;
        sample.style.color = colour;
        sample.title = `${name} text on it: ${ratio.toFixed(1)} to 1${ratio < 4.5 ? ", too little for small text" : ""}`;
        if (ratio < 4.5) sample.classList.add("bible-weak");
        out.append(sample);
      }
    };
    well.addEventListener("input", () => {
      code.value = well.value;
      show();
    });
    code.addEventListener("input", show);
    row.querySelector(".bible-drop").addEventListener("click", () => row.remove());
    row.querySelector(".bible-up").addEventListener("click", () => row.previousElementSibling?.before(row));
    row.querySelector(".bible-down").addEventListener("click", () => row.nextElementSibling?.after(row));
    show();
  }
  function palette(box) {
    const colours = box.querySelector(".bible-colours");
    each(".bible-colour", colourRow, colours);
    box.querySelector(".bible-add-colour").addEventListener("click", () => {
      colours.append(box.querySelector("template").content.cloneNode(true));
      colourRow(colours.lastElementChild);
      colours.lastElementChild.querySelector(".bible-hex").focus();
    });
  }

  function oneColour(input) {
    const well = make("input", "bible-colour-well");
    well.type = "color";
    well.setAttribute("aria-label", "Choose the colour");
    const show = () => HEX.test(input.value.trim()) && (well.value = `#${HEX.exec(input.value.trim())[1].toLowerCase()}`);
    well.addEventListener("input", () => (input.value = well.value));
    input.addEventListener("input", show);
    input.before(well);
    show();
  }

  /* What a choice means; how a date is read; what a calendar says. */
  function described(box) {
    const select = box.querySelector("select");
    const out = box.querySelector(".bible-description");
    const show = () => (out.textContent = select.selectedOptions[0]?.dataset.description || "");
    select.addEventListener("change", show);
    show();
  }
  function dates() {
    const starts = document.querySelector("#id_starts");
    const ends = document.querySelector("#id_ends");
    if (!starts || !ends) return;
    const outs = { starts: starts.closest(".bible-date"), ends: ends.closest(".bible-date") };
    if (!outs.starts || !outs.ends) return;
    const calendar = document.querySelector("#id_calendar");
    const about = document.querySelector("#id_about");
    const say = (name, text, wrong = false) => {
      const out = outs[name].querySelector("output");
      out.textContent = text;
      out.classList.toggle("bible-wrong", wrong);
    };
    const show = later(async () => {
      say("starts", "");
      say("ends", "");
      if (!starts.value.trim() && !ends.value.trim()) return;
      const answer = await ask(outs.starts.dataset.url, {
        starts: starts.value,
        ends: ends.value,
        calendar: calendar?.value || "",
        about: String(Boolean(about?.checked)),
      });
      if (answer.error) say(answer.attr === "ends" ? "ends" : "starts", answer.error, true);
      else say("starts", answer.label);
    });
    [starts, ends].forEach((one) => one.addEventListener("input", show));
    [calendar, about].forEach((one) => one?.addEventListener("change", show));
    show();
  }
  function definition(box) {
    const area = box.querySelector("textarea");
    const out = box.querySelector(".bible-sample");
    const show = later(async () => {
      const answer = await ask(box.dataset.url, { definition: area.value }, true);
      out.classList.toggle("bible-wrong", Boolean(answer.error));
      out.replaceChildren();
      if (answer.error) out.textContent = answer.error;
      for (const one of answer.dates || []) out.append(make("p", "", `${one.typed} is read as ${one.label}`));
    });
    area.addEventListener("input", show);
    show();
  }

  /* Selects that search are spans of their own: they are called as the field is, or as its column. */
  function nameSelects() {
    each("select.select2-hidden-accessible", (select) => {
      const shown = select.nextElementSibling;
      const box = shown?.querySelector(".select2-selection");
      const label = document.querySelector(`label[for="${select.id}"]`)?.textContent || select.closest("[data-label]")?.dataset.label || "";
      const name = label.replace("*", "").trim();
      if (!box || !name) return;
      const chosen = box.querySelector(".select2-selection__rendered");
      box.removeAttribute("aria-labelledby");
      chosen?.setAttribute("aria-label", name);
      box.setAttribute("aria-label", select.multiple ? name : `${name}: ${chosen?.title || "not chosen"}`);
      shown.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
    });
  }

  function ready() {
    followUniverse();
    each("textarea.bible-chips", chips);
    each(".bible-markdown", markdown);
    each(".bible-palette", palette);
    each(".bible-described", described);
    each(".bible-one-colour", oneColour);
    each(".bible-definition", definition);
    each(".form-group:not(.empty-form)", (row) => {
      arrows(row);
      traitRow(row);
    });
    each(".bible-suggestions", (box) => {
      suggestions(box);
      document.querySelector("#id_entity_subtype")?.addEventListener("change", () => suggestions(box));
    });
    dates();
    setTimeout(nameSelects);
    jq?.(document).on("change select2:select", "select", () => setTimeout(nameSelects));
    document.addEventListener("click", (event) => {
      const picker = event.target.closest?.(".bible-picker");
      if (picker && event.target.closest(".bible-choose")) openWall(picker);
      if (picker && event.target.closest(".bible-clear")) choose(picker, null);
    });
    document.addEventListener("formset:added", (event) => {
      const row = event.target.closest(".form-group");
      if (row) {
        arrows(row);
        traitRow(row);
        setTimeout(nameSelects);
      }
    });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
}
