/**
 * The map of time: vis-timeline draws and moves the items, this says what they are.
 *
 * The window that is looked at is loaded from the server, crowds where there is too much in it. Dragging, and M with
 * the arrow keys, moves an event; the server keeps its precision and answers with what came of it.
 */

import "vis-timeline/styles/vis-timeline-graph2d.min.css";
import { DataSet } from "vis-data/peer";
import { Timeline, type TimelineOptions } from "vis-timeline/peer";
import { ask, change, isAborted, Refused } from "../bible/ask";
import { tell } from "../bible/tell";
import { all, calm, on, one, REFRESHED } from "../dom";
import { Axis } from "../timeline/axis";
import { Card } from "../timeline/card";
import { build, eventId, type Answer, type Happening, type Item, type Lane, type Lanes } from "../timeline/items";
import { Ruler } from "../timeline/ruler";

interface Setup {
  window: string;
  ruler: string;
  moment: string;
  from: number;
  to: number;
  may_edit: boolean;
}

interface Moved {
  event: Happening;
  message: string;
}

const SOON = 140;
const AROUND = 0.75;
const FILTERS = ["since", "until", "participant", "type", "text"];
const SHORT = 16;
const LONGEST_WORDS = 110;
const WORDS = 230;
const MONTH = 30 * 86_400;

class TimeMap {
  private readonly axis: Axis;
  private readonly items = new DataSet<Item>([]);
  private readonly groups = new DataSet<Lane>([]);
  private readonly timeline: Timeline;
  private readonly ruler: Ruler;
  private readonly card: Card;
  private lanes: Lanes = "one";
  private loaded: Answer | null = null;
  private order: Happening[] = [];
  private chosen: string | null = null;
  private moving = false;
  private begun = false;
  private timer: number | undefined;
  private asking: AbortController | null = null;
  private saving: Promise<void> = Promise.resolve();
  private momentTimer: number | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly setup: Setup,
  ) {
    const span = Math.max(setup.to - setup.from, MONTH);
    this.axis = new Axis(setup.from - 3 * span, setup.to + 3 * span);
    const place = one("[data-tl-place]", root) as HTMLElement;
    this.card = new Card(one("[data-tl-card]", root) as HTMLElement);
    this.lanes = this.chosenLanes();
    this.timeline = new Timeline(place, this.items as never, this.options(span));
    const center = one(".vis-panel.vis-center", place) as HTMLElement;
    const lines = document.createElement("div");
    lines.className = "tl-lines";
    center.prepend(lines);
    const area = (): { left: number; width: number } => ({
      left: center.getBoundingClientRect().left - place.getBoundingClientRect().left,
      width: center.clientWidth,
    });
    this.ruler = new Ruler(setup.ruler, one("[data-tl-ruler]", root) as HTMLElement, lines, area);
    this.listen(place);
    this.whole(false);
    void this.load();
  }

  private options(span: number): TimelineOptions {
    const day = this.axis.length(86_400);
    const height = Math.max(260, Math.min(560, Math.round(window.innerHeight * 0.58)));
    return {
      orientation: { axis: "none", item: "top" },
      min: this.axis.place(this.setup.from - 2 * span),
      max: this.axis.place(this.setup.to + 2 * span),
      zoomMin: Math.max(10, Math.round(day / 24)),
      zoomMax: this.axis.length(this.setup.to - this.setup.from + 4 * span),
      minHeight: 190,
      maxHeight: height,
      margin: { item: { horizontal: 10, vertical: 7 }, axis: 10 },
      stack: true,
      verticalScroll: true,
      horizontalScroll: true,
      zoomKey: "ctrlKey",
      showCurrentTime: false,
      multiselect: false,
      groupOrder: "order",
      editable: { add: false, remove: false, updateGroup: false, updateTime: this.setup.may_edit, overrideItems: false },
      // A finger first chooses, so that nobody moves history by scrolling.
      itemsAlwaysDraggable: { item: this.setup.may_edit && !window.matchMedia("(pointer: coarse)").matches, range: false },
      snap: null,
      tooltipOnItemUpdateTime: false,
      showTooltips: false,
      // Its own axis, which is Gregorian, is not shown: it should not count much either.
      timeAxis: { scale: "year", step: 1000 },
      template: ((item: Item) => face(item)) as never,
      groupTemplate: ((lane: Lane | null) => laneFace(lane)) as never,
      onMoving: ((item: Item, done: (item: Item) => void) => {
        this.tellMoment(item);
        done(item);
      }) as never,
      onMove: ((item: Item, done: (item: Item | null) => void) => this.dropped(item, done)) as never,
    } as TimelineOptions;
  }

  private listen(place: HTMLElement): void {
    this.timeline.on("rangechange", ({ start, end }: { start: Date; end: Date }) => {
      this.ruler.show(this.axis.tick(start), this.axis.tick(end));
    });
    this.timeline.on("rangechanged", () => {
      this.fit();
      this.soon();
    });
    this.timeline.on("select", ({ items }: { items: string[] }) => this.selected(items[0]));
    this.timeline.on("doubleClick", ({ item }: { item: string | null }) => {
      const found = item ? this.items.get(item) : null;
      if (found?.event) window.location.assign(found.event.url);
    });
    on("click", "[data-tl]", (button) => this.act(button.dataset["tl"] ?? ""));
    on("click", "[data-tl-outside]", (button) => this.along(button.dataset["tlOutside"] as "earlier" | "later"));
    on("change", "[data-tl-lanes]", () => {
      this.lanes = this.chosenLanes();
      this.loaded = null;
      void this.load();
    });
    document.addEventListener(REFRESHED, () => {
      this.loaded = null;
      void this.load();
    });
    place.addEventListener("keydown", (event) => this.key(event));
    place.addEventListener("blur", () => this.endMoving());
    new ResizeObserver(() => this.soon()).observe(place);
  }

  private chosenLanes(): Lanes {
    return (one<HTMLInputElement>("[data-tl-lanes]:checked", this.root)?.value ?? "one") as Lanes;
  }

  // The window

  private view(): { from: number; to: number } {
    const { start, end } = this.timeline.getWindow();
    return { from: this.axis.tick(start), to: this.axis.tick(end) };
  }

  private soon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.load(), SOON);
  }

  /** All there is, with room for the words of the last event. */
  private whole(animated: boolean): void {
    const span = this.setup.to - this.setup.from;
    const edge = Math.max(span * 0.06, 86_400 / 4);
    const words = Math.min(0.36, WORDS / Math.max(this.root.clientWidth, WORDS));
    this.look(this.setup.from - edge, this.setup.to + Math.max(edge * 2, ((span + edge) * words) / (1 - words)), animated);
  }

  private look(from: number, to: number, animated = true): void {
    const animation = animated && !calm.matches ? { duration: 180, easingFunction: "easeInOutQuad" as const } : false;
    this.timeline.setWindow(this.axis.place(from), this.axis.place(to), { animation });
    this.soon();
  }

  private act(name: string): void {
    const { from, to } = this.view();
    const span = to - from;
    const chosen = this.chosenEvent();
    const inSight = chosen !== null && chosen.start >= from && chosen.start < to;
    const middle = name === "in" && inSight ? chosen.start : (from + to) / 2;
    if (name === "in") this.look(middle - span / 4, middle + span / 4);
    else if (name === "out") this.look(middle - span, middle + span);
    else if (name === "earlier") this.look(from - span / 2, to - span / 2);
    else if (name === "later") this.look(from + span / 2, to + span / 2);
    else if (name === "all") this.whole(true);
  }

  /** Whether what is loaded also serves this window: everything there is, or a wider window of about this zoom. */
  private serves(from: number, to: number): boolean {
    const { loaded } = this;
    if (!loaded) return false;
    if (loaded.all) return true;
    const wide = loaded.to - loaded.from;
    const fits = loaded.from <= from && loaded.to >= to;
    return fits && (loaded.crowds.length === 0 || wide < (to - from) * (1 + 2 * AROUND) * 1.5);
  }

  private async load(): Promise<void> {
    const { from, to } = this.view();
    const words = this.ruler.load(from, to);
    if (!this.serves(from, to)) {
      this.asking?.abort();
      this.asking = new AbortController();
      const span = Math.round((to - from) * AROUND);
      const query: Record<string, string | number> = { from: from - span, to: to + span, lanes: this.lanes };
      const asked = new URLSearchParams(window.location.search);
      for (const name of FILTERS) query[name] = asked.get(name) ?? "";
      try {
        this.loaded = await ask<Answer>(this.setup.window, query, this.asking.signal);
        this.draw();
      } catch (error) {
        if (!isAborted(error)) this.say(error instanceof Refused ? error.message : String(error));
      }
    }
    await words;
    if (this.loaded) this.root.dataset["ready"] = "1";
  }

  /** At first the part where most happened is shown, where the whole would hide it in one stroke. */
  private begin(): void {
    this.begun = true;
    const part = this.loaded?.all ? crowdedPart(this.order) : null;
    const whole = this.setup.to - this.setup.from;
    if (!part || part.to - part.from > whole / 3) return;
    const edge = Math.max((part.to - part.from) * 0.1, 86_400 / 2);
    this.look(part.from - edge, part.to + edge * 3, false);
  }

  /** Ranges that are too short to be read are drawn as points, and what lies outside is counted. */
  private fit(): void {
    const { from, to } = this.view();
    const width = Math.max(200, this.root.clientWidth);
    const changed: Item[] = [];
    for (const item of this.items.get() as unknown as Item[]) {
      if (!item.event?.ranged) continue;
      const long = ((item.event.end - item.event.start) / (to - from)) * width;
      const type = long < Math.min(LONGEST_WORDS, SHORT + item.event.title.length * 4) ? "point" : "range";
      if (type !== item.type) changed.push({ ...item, type });
    }
    if (changed.length) this.items.updateOnly(changed as never);
    this.outside("earlier", this.order.filter((event) => event.end <= from).length);
    this.outside("later", this.order.filter((event) => event.start >= to).length);
  }

  private outside(side: "earlier" | "later", count: number): void {
    const button = one(`[data-tl-outside="${side}"]`, this.root);
    if (!button) return;
    button.hidden = count === 0 || this.loaded?.all !== true;
    button.textContent = side === "earlier" ? `‹ ${count} earlier` : `${count} later ›`;
  }

  /** Along to the next event that is out of sight. */
  private along(side: "earlier" | "later"): void {
    const { from, to } = this.view();
    const event = side === "earlier" ? this.order.filter((one) => one.end <= from).at(-1) : this.order.find((one) => one.start >= to);
    if (!event) return;
    const span = to - from;
    if (side === "earlier") this.look(event.start - span * 0.1, event.start + span * 0.9);
    else this.look(event.start - span * 0.8, event.start + span * 0.2);
  }

  private draw(): void {
    if (!this.loaded) return;
    const { items, groups } = build(this.loaded, this.lanes, this.axis, this.setup.may_edit);
    const unique = new Map(this.loaded.events.map((event) => [event.id, event]));
    this.order = [...unique.values()].sort((one, other) => one.start - other.start || one.end - other.end || (one.id < other.id ? -1 : 1));
    this.items.clear();
    this.groups.clear();
    this.groups.add(groups);
    this.items.add(items);
    this.timeline.setGroups(this.lanes === "one" ? (null as never) : (this.groups as never));
    const words = one("[data-tl-count]", this.root);
    if (words) words.textContent = this.loaded.total === 1 ? "1 event" : `${this.loaded.total.toLocaleString("en")} events`;
    if (!this.begun) this.begin();
    this.fit();
    if (this.chosen && unique.has(this.chosen)) this.mark(this.chosen);
    else if (this.chosen) this.choose(null);
  }

  // One event

  private selected(id: string | undefined): void {
    const item = id === undefined ? null : this.items.get(id);
    if (item?.crowd) {
      const edge = Math.max((item.crowd.end - item.crowd.start) * 0.08, 3600);
      this.timeline.setSelection([]);
      this.look(item.crowd.start - edge, item.crowd.end + edge);
      return;
    }
    this.choose(item?.event ?? null);
  }

  private mark(event: string): void {
    const mine = this.items.getIds().filter((id) => eventId(String(id)) === event);
    this.timeline.setSelection(mine);
  }

  private choose(event: Happening | null): void {
    this.chosen = event?.id ?? null;
    if (event) this.mark(event.id);
    this.card.show(event);
  }

  private chosenEvent(): Happening | null {
    return this.order.find((event) => event.id === this.chosen) ?? null;
  }

  private reveal(event: Happening): void {
    const { from, to } = this.view();
    const span = to - from;
    if (event.start >= from + span * 0.03 && event.start <= to - span * 0.12) return;
    this.look(event.start - span / 2, event.start + span / 2);
  }

  // Keys

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = this.chosenEvent();
    const done = this.keyOf(event.key, chosen);
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private keyOf(key: string, chosen: Happening | null): boolean {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
    if (step !== undefined) {
      if (this.moving && chosen) this.shift(chosen, step);
      else this.step(step);
    } else if (key === "Home" || key === "End") this.goTo(key === "Home" ? 0 : this.order.length - 1);
    else if (key === "Enter" && chosen) window.location.assign(chosen.url);
    else if (key.toLowerCase() === "m" && chosen && this.setup.may_edit) this.startMoving(chosen);
    else if (key === "Escape") this.escape();
    else if (key === "+" || key === "=") this.act("in");
    else if (key === "-") this.act("out");
    else if (key === "0") this.act("all");
    else return false;
    return true;
  }

  private escape(): void {
    if (this.moving) this.endMoving();
    else {
      this.timeline.setSelection([]);
      this.choose(null);
    }
  }

  private step(by: number): void {
    const here = this.order.findIndex((event) => event.id === this.chosen);
    this.goTo(here < 0 ? this.nearest() : here + by);
  }

  /** Where the keys begin: the first event that is in sight. */
  private nearest(): number {
    const { from } = this.view();
    return Math.max(0, this.order.findIndex((event) => event.start >= from));
  }

  private goTo(index: number): void {
    const event = this.order[Math.min(this.order.length - 1, Math.max(0, index))];
    if (!event) return;
    this.choose(event);
    this.reveal(event);
    const place = this.order.indexOf(event) + 1;
    this.say(`${event.label}: ${event.title}, ${event.type_label}. ${place} of ${this.order.length}.`);
  }

  private startMoving(event: Happening): void {
    this.moving = !this.moving;
    this.root.toggleAttribute("data-moving", this.moving);
    this.say(this.moving ? `Moving ${event.title}. Arrow keys move it by one ${event.precision}, Escape ends.` : "Moved.");
  }

  private endMoving(): void {
    if (!this.moving) return;
    this.moving = false;
    this.root.removeAttribute("data-moving");
    this.say("The event stays where it is now.");
  }

  private say(words: string): void {
    const place = one("[data-tl-say]", this.root);
    if (place) place.textContent = words;
  }

  // Moving

  private tellMoment(item: Item): void {
    const event = item.event ?? this.items.get(item.id)?.event;
    if (!event) return;
    const tick = this.axis.tick(item.start);
    window.clearTimeout(this.momentTimer);
    this.momentTimer = window.setTimeout(() => {
      void ask<{ label: string }>(this.setup.moment, { tick, precision: event.precision })
        .then(({ label }) => this.card.moving(event, label))
        .catch(() => undefined);
    }, 60);
  }

  private dropped(item: Item, done: (item: Item | null) => void): void {
    const event = item.event ?? this.items.get(item.id)?.event;
    if (!event) return done(null);
    window.clearTimeout(this.momentTimer);
    done(item);
    void this.save(event, { start_tick: this.axis.tick(item.start) });
  }

  private shift(event: Happening, by: number): void {
    this.saving = this.saving.then(() => this.save(this.chosenEvent() ?? event, { by }));
  }

  private async save(event: Happening, wish: { start_tick?: number; by?: number }, quiet = false): Promise<void> {
    const before = event.start;
    try {
      const moved = await change<Moved>(event.move_url, { ...wish, revision: event.revision });
      this.replace(moved.event);
      this.say(moved.message);
      if (quiet || wish.by !== undefined) return;
      tell("success", moved.message, { label: "Undo", act: () => void this.save(moved.event, { start_tick: before }, true) });
    } catch (error) {
      const text = error instanceof Refused ? error.message : String(error);
      const stale = error instanceof Refused && error.status === 412;
      tell("error", text, stale ? { label: "Reload", act: () => window.location.reload() } : undefined);
      this.draw();
    }
  }

  /** The event as the server has it now, also in the list below. */
  private replace(event: Happening): void {
    if (!this.loaded) return;
    this.loaded.events = this.loaded.events.map((other) => (other.id === event.id ? event : other));
    this.draw();
    this.choose(event);
    this.reveal(event);
    for (const row of all(`[data-event="${event.id}"] [data-event-when]`)) row.textContent = event.label;
  }
}

/** The shortest time in which three of four events begin. */
function crowdedPart(order: Happening[]): { from: number; to: number } | null {
  const size = Math.ceil(order.length * 0.75);
  let best: { from: number; to: number } | null = null;
  for (let place = 0; place + size <= order.length && order.length > 4; place += 1) {
    const part = order.slice(place, place + size);
    const from = part[0]?.start ?? 0;
    const to = Math.max(...part.map((event) => event.end));
    if (!best || to - from < best.to - best.from) best = { from, to };
  }
  return best;
}

function face(item: Item): HTMLElement {
  const box = document.createElement("span");
  box.className = "tl-face";
  box.textContent = item.content;
  if (item.event) box.title = `${item.event.label}: ${item.event.title}`;
  if (item.crowd) box.title = `${item.content} events. Choose it to zoom in.`;
  return box;
}

function laneFace(lane: Lane | null): HTMLElement {
  const box = document.createElement("span");
  box.className = `tl-lane ${lane?.className ?? ""}`;
  box.textContent = lane?.content ?? "";
  box.title = lane?.content ?? "";
  return box;
}

const root = one("[data-timeline]");
const setup = one("#timeline-setup");
if (root && setup) new TimeMap(root, JSON.parse(setup.textContent ?? "{}") as Setup);
