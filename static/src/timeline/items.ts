/** What the server says about a window of time, as items and lanes of the map. */

import type { Axis } from "./axis";

export interface Person {
  key: string;
  name: string;
}

export interface Happening {
  id: string;
  key: string;
  title: string;
  type: string;
  type_label: string;
  importance: number;
  start: number;
  end: number;
  ranged: boolean;
  precision: string;
  about: boolean;
  label: string;
  revision: number;
  url: string;
  move_url: string;
  people: Person[];
}

export interface Crowd {
  start: number;
  end: number;
  count: number;
  lane: string;
}

export interface Answer {
  from: number;
  to: number;
  total: number;
  all: boolean;
  events: Happening[];
  crowds: Crowd[];
  lanes: { key: string; label: string }[];
}

export type Lanes = "one" | "participant" | "type";

export interface Item {
  id: string;
  group: string;
  start: number;
  end?: number;
  type: "point" | "range";
  className: string;
  content: string;
  title: string;
  editable: boolean | { updateTime: boolean };
  selectable: boolean;
  event?: Happening;
  crowd?: Crowd;
}

export interface Lane {
  id: string;
  content: string;
  order: number;
  className: string;
}

export const ALONE = "";
export const OTHERS = "·";
const AT = "@";

/** The lanes in which an event stands: with each of its people, or with nobody. */
function lanesOf(event: Happening, lanes: Lanes, known: Set<string>): string[] {
  if (lanes === "type") return [event.type];
  if (lanes === "one") return [ALONE];
  const mine = event.people.map((person) => person.key);
  if (!mine.length) return [ALONE];
  const shown = mine.filter((key) => known.has(key));
  return shown.length ? shown : [OTHERS];
}

export function eventId(item: string): string {
  return item.split(AT)[0] ?? item;
}

export function build(answer: Answer, lanes: Lanes, axis: Axis, mayEdit: boolean): { items: Item[]; groups: Lane[] } {
  const known = new Set(answer.lanes.map((lane) => lane.key));
  const used = new Set<string>();
  const items: Item[] = [];
  for (const event of answer.events) {
    const classes = [`t-${event.type}`, `weight-${event.importance}`];
    if (event.about) classes.push("is-about");
    for (const lane of lanesOf(event, lanes, known)) {
      used.add(lane);
      items.push({
        id: `${event.id}${AT}${lane}`,
        group: lane,
        start: axis.place(event.start),
        ...(event.ranged ? { end: Math.max(axis.place(event.end), axis.place(event.start) + 1) } : {}),
        type: event.ranged ? "range" : "point",
        className: classes.join(" "),
        content: event.title,
        title: "",
        editable: mayEdit ? { updateTime: true } : false,
        selectable: true,
        event,
      });
    }
  }
  answer.crowds.forEach((crowd, index) => {
    const lane = lanes === "one" ? ALONE : lanes === "participant" && crowd.lane && !known.has(crowd.lane) ? OTHERS : crowd.lane;
    used.add(lane);
    items.push({
      id: `crowd-${index}${AT}${lane}`,
      group: lane,
      start: axis.place(crowd.start),
      end: Math.max(axis.place(crowd.end), axis.place(crowd.start) + 1),
      type: "range",
      className: "tl-crowd",
      content: `${crowd.count}`,
      title: "",
      editable: false,
      selectable: true,
      crowd,
    });
  });
  const names: Lane[] = answer.lanes.map((lane, order) => ({ id: lane.key, content: lane.label, order, className: lanes === "type" ? `t-${lane.key}` : "" }));
  const rest: Lane[] =
    lanes === "participant"
      ? [
          { id: OTHERS, content: "Others", order: 900, className: "is-quiet" },
          { id: ALONE, content: "Nobody named", order: 901, className: "is-quiet" },
        ]
      : [{ id: ALONE, content: "", order: 0, className: "" }];
  return { items, groups: [...names, ...rest].filter((lane) => used.has(lane.id)) };
}
