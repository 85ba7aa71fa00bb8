"use strict";
/* A calendar as rows to fill in, over the JSON that is saved. Both show the same: what is typed in one is seen
   in the other, and what the rows do not know stays as it was. Without this script the JSON is there alone. */
{
  const LISTS = {
    months: {
      title: "Months",
      one: "month",
      hint: "In their order. Leap days are added in a leap year.",
      fresh: (n) => ({ name: `Month ${n}`, days: 30 }),
      fields: [["name", "Name"], ["days", "Days", "number", 0], ["leap_days", "Leap days", "number", 0, true]],
    },
    weekdays: { title: "Weekdays", one: "weekday", hint: "Leave them out where nobody counts weeks.", fresh: (n) => `Day ${n}`, fields: [[null, "Name"]] },
    intercalary: {
      title: "Days between months",
      one: "day between months",
      hint: "Feasts that belong to no month. After 0 stands before the first month.",
      fresh: () => ({ name: "Midwinter", days: 1, after: 0 }),
      fields: [["name", "Name"], ["after", "After month", "number", 0], ["days", "Days", "number", 0], ["leap_days", "Leap days", "number", 0, true]],
    },
    leap: {
      title: "Leap years",
      one: "leap rule",
      hint: "A later rule overrules an earlier one: every 4, but not every 100.",
      fresh: () => ({ every: 4 }),
      fields: [["every", "Every … years", "number", 1], ["offset", "Begins with year", "number", 0, true], ["not", "Is no leap year", "checkbox"]],
    },
    eras: {
      title: "Eras",
      one: "era",
      hint: "Years count from where an era begins; one that counts backwards ends where the next begins.",
      fresh: () => ({ name: "First Age", short: "FA", starts: 1 }),
      fields: [["name", "Name"], ["short", "Short"], ["starts", "Begins in year", "number"], ["backwards", "Counts backwards", "checkbox"]],
    },
  };
  const SINGLE = [
    ["hours_per_day", "Hours a day", "number", 1, "24"],
    ["minutes_per_hour", "Minutes an hour", "number", 1, "60"],
    ["first_weekday", "Year 1 begins on", "text", null, "the first weekday"],
    ["epoch", "Year 1 is, in our calendar", "text", null, "0001-01-01"],
  ];

  const make = (tag, classes, text) => {
    const found = document.createElement(tag);
    found.className = classes || "";
    if (text !== undefined) found.textContent = text;
    return found;
  };
  const plain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

  function read(area) {
    try {
      const found = JSON.parse(area.value || "{}");
      return plain(found) && Object.keys(LISTS).every((key) => (found[key] ?? []) instanceof Array) ? found : null;
    } catch {
      return null;
    }
  }

  function input(type, value, label, least, write) {
    const found = make("input", type === "checkbox" ? "" : "bible-input");
    found.type = type;
    if (type === "checkbox") found.checked = value === true;
    else found.value = value ?? "";
    if (type === "number" && least !== null && least !== undefined) found.min = least;
    found.setAttribute("aria-label", label);
    found.addEventListener("input", () => write(type === "checkbox" ? found.checked : type === "number" ? number(found.value) : found.value));
    return found;
  }
  /* What is no number stays as it was typed, so that the studio can say what is wrong with it. */
  const number = (text) => (/^-?\d+$/.test(text.trim()) ? Number(text) : text.trim());

  function editor(box) {
    const area = box.querySelector("textarea");
    const place = make("div", "bible-calendar");
    const raw = make("details", "bible-raw");
    raw.append(make("summary", "bible-link", "As JSON"));
    area.before(place, raw);
    raw.append(area);
    let definition = read(area);

    const save = () => {
      area.value = JSON.stringify(definition, null, 2);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const put = (row, key, value, spare) => {
      if (spare && (value === "" || value === false)) delete row[key];
      else row[key] = value;
      save();
    };
    function draw(focus) {
      place.replaceChildren();
      raw.open = raw.open || definition === null;
      if (definition === null) return;
      for (const [key, about] of Object.entries(LISTS)) place.append(list(key, about));
      place.append(single());
      if (focus) place.querySelector(focus)?.focus();
    }
    function list(key, about) {
      const rows = definition[key] ?? [];
      const part = make("fieldset", "bible-part");
      part.append(make("legend", "", about.title), make("p", "bible-hint", about.hint));
      rows.forEach((row, at) => part.append(line(key, about, rows, row, at)));
      const add = make("button", "bible-button", `Add ${/^[aeiou]/.test(about.one) ? "an" : "a"} ${about.one}`);
      add.type = "button";
      add.addEventListener("click", () => {
        definition[key] = [...rows, about.fresh(rows.length + 1)];
        save();
        draw(`[data-row="${key}-${rows.length}"] input`);
      });
      part.append(add);
      return part;
    }
    function line(key, about, rows, row, at) {
      const found = make("div", "bible-line");
      found.dataset.row = `${key}-${at}`;
      if (key === "months") found.append(make("span", "bible-number", String(at + 1)));
      for (const [name, label, type = "text", least = null, spare = false] of about.fields) {
        const said = `${label}, ${about.one} ${at + 1}`;
        const value = name === null ? row : row?.[name];
        const write = (typed) => {
          if (name === null) rows[at] = typed;
          else put(row, name, typed, spare || type === "checkbox");
          if (name === null) save();
        };
        const cell = make("label", `bible-cell bible-cell-${type}`);
        cell.append(make("span", "", label), input(type, value, said, least, write));
        found.append(cell);
      }
      const group = make("span", "bible-move");
      group.append(...tools(key, about, rows, at));
      found.append(group);
      return found;
    }
    function tools(key, about, rows, at) {
      const move = (step) => () => {
        const to = at + step;
        if (to < 0 || to >= rows.length) return;
        [rows[at], rows[to]] = [rows[to], rows[at]];
        save();
        draw(`[data-row="${key}-${to}"] button[data-step="${step}"]`);
      };
      const drop = () => {
        rows.splice(at, 1);
        save();
        draw(`[data-row="${key}-${Math.min(at, rows.length - 1)}"] input`);
      };
      return [["↑", "Move up", move(-1), -1], ["↓", "Move down", move(1), 1], ["✕", "Remove", drop, 0]].map(([sign, label, act, step]) => {
        const button = make("button", "bible-icon", sign);
        button.type = "button";
        button.dataset.step = step;
        button.setAttribute("aria-label", `${label}: ${about.one} ${at + 1}`);
        button.addEventListener("click", act);
        return button;
      });
    }
    function single() {
      const part = make("fieldset", "bible-part");
      part.append(make("legend", "", "Days and the beginning"));
      const found = make("div", "bible-line");
      for (const [key, label, type, least, usual] of SINGLE) {
        const cell = make("label", `bible-cell bible-cell-${type}`);
        const field = input(type, definition[key], label, least, (typed) => put(definition, key, typed, true));
        field.placeholder = usual;
        cell.append(make("span", "", label), field);
        found.append(cell);
      }
      part.append(found);
      return part;
    }
    area.addEventListener("change", () => {
      definition = read(area);
      draw();
    });
    draw();
  }

  const ready = () => document.querySelectorAll(".bible-definition").forEach(editor);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
}
