/** The drawing of relations: cytoscape lays out and draws, the server says what is in sight. */

import cytoscape, { type Core, type ElementDefinition, type NodeSingular } from "cytoscape";
import { ask, isAborted, Refused } from "../bible/ask";
import { tell } from "../bible/tell";
import { all, calm, on, one, REFRESHED } from "../dom";
import { look, SHAPES, tint, type Legend } from "../graph/look";

interface GraphNode {
  id: string;
  key: string;
  name: string;
  entity_subtype: string;
  type_label: string;
  summary: string;
  image: string | null;
  url: string;
  hop: number;
  ties: number;
}

interface GraphEdge {
  id: string;
  source: string;
  target: string;
  type: string;
  label: string;
  inverse_label: string;
  symmetric: boolean;
  note: string;
  strength: number;
  when: string;
}

interface Answer {
  centre: string | null;
  nodes: GraphNode[];
  edges: GraphEdge[];
  truncated: boolean;
  legend: Legend[];
}

const FEW = 12;
const NARROW = 560;
const CLOSEST = 1.25;
const BUTTONS = 36;
const TURN = Math.PI * (3 - Math.sqrt(5));
const STYLE_ID = "__________cytoscape_stylesheet";

class Graph {
  private core: Core | null = null;
  private answer: Answer | null = null;
  private asking: AbortController | null = null;
  private chosen: string | null = null;

  constructor(private readonly root: HTMLElement) {
    const redraw = (): void => this.paint();
    document.addEventListener(REFRESHED, () => void this.load());
    document.addEventListener("studio:theme", redraw);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    on("click", "[data-graph-do]", (button) => this.act(button.dataset["graphDo"] ?? ""));
    on("click", "[data-card-close]", () => this.choose(null));
    on("click", "[data-card-centre]", () => this.centre());
    on("focusin", "[data-node]", (row) => this.point(row.dataset["node"] ?? ""));
    on("pointerover", "[data-node]", (row) => this.point(row.dataset["node"] ?? ""));
    void this.load();
  }

  private async load(): Promise<void> {
    count();
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      this.answer = await ask<Answer>(`${this.root.dataset["url"]}${window.location.search}`, {}, this.asking.signal);
    } catch (error) {
      if (!isAborted(error)) tell("error", error instanceof Refused ? error.message : String(error));
      return;
    }
    this.draw();
    this.root.dataset["ready"] = "1";
  }

  private draw(): void {
    const { answer } = this;
    const place = one("[data-graph-place]", this.root);
    if (!answer || !place) return;
    const nothing = one("[data-graph-nothing]", this.root);
    if (nothing) nothing.hidden = answer.nodes.length > 0;
    this.core?.destroy();
    this.core = cytoscape({
      container: place,
      elements: [...answer.nodes.map((node, index) => nodeOf(node, index, answer)), ...answer.edges.map((edge) => edgeOf(edge, answer))],
      style: look(answer.legend),
      layout: {
        name: "cose",
        animate: false,
        randomize: false,
        fit: false,
        nodeRepulsion: () => 26_000,
        idealEdgeLength: () => 125,
        nodeOverlap: 24,
        gravity: 0.5,
        numIter: answer.nodes.length > 120 ? 400 : 900,
      },
      minZoom: 0.12,
      maxZoom: 2.6,
      boxSelectionEnabled: false,
      autounselectify: true,
      userZoomingEnabled: false,
    });
    this.core.on("tap", "node", (event) => this.choose((event.target as NodeSingular).id()));
    this.core.on("tap", (event) => {
      if (event.target === this.core) this.choose(null);
    });
    this.core.on("dbltap", "node", (event) => {
      this.chosen = (event.target as NodeSingular).id();
      this.centre();
    });
    this.wheel(place);
    this.legend();
    this.choose(this.chosen && answer.nodes.some((node) => node.id === this.chosen) ? this.chosen : null);
    this.frame(false);
  }

  /** Shows all of it in the room that the legend leaves. */
  private frame(animated: boolean): void {
    const { core } = this;
    if (!core || core.elements().empty()) return;
    const box = core.elements().boundingBox();
    const edge = core.width() < NARROW ? 26 : 46;
    const legend = one<HTMLElement>("[data-graph-legend]", this.root)?.offsetHeight ?? 0;
    // On a narrow screen the buttons lie over the drawing's whole width.
    const top = edge + (core.width() < NARROW ? BUTTONS : 0);
    const room = { width: core.width() - 2 * edge, height: Math.max(core.height() - legend - top - edge, edge) };
    const zoom = Math.min(CLOSEST, room.width / Math.max(box.w, 1), room.height / Math.max(box.h, 1));
    const pan = {
      x: core.width() / 2 - (zoom * (box.x1 + box.x2)) / 2,
      y: top + room.height / 2 - (zoom * (box.y1 + box.y2)) / 2,
    };
    if (animated && !calm.matches) core.animate({ zoom, pan }, { duration: 180 });
    else core.viewport({ zoom, pan });
  }

  /** Ctrl and the wheel zoom, as on the map of time; the wheel alone moves the page. */
  private wheel(place: HTMLElement): void {
    if (place.dataset["bound"]) return;
    place.dataset["bound"] = "1";
    place.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey || !this.core) return;
        event.preventDefault();
        event.stopPropagation();
        const box = place.getBoundingClientRect();
        const at = { x: event.clientX - box.left, y: event.clientY - box.top };
        this.core.zoom({ level: this.core.zoom() * 1.0015 ** -event.deltaY, renderedPosition: at });
      },
      { passive: false, capture: true },
    );
  }

  private paint(): void {
    if (!this.core || !this.answer) return;
    this.core.style(look(this.answer.legend));
    this.legend();
  }

  private act(name: string): void {
    const { core } = this;
    if (!core) return;
    if (name === "fit") this.frame(true);
    else {
      const level = core.zoom() * (name === "in" ? 1.35 : 1 / 1.35);
      core.zoom({ level, renderedPosition: { x: core.width() / 2, y: core.height() / 2 } });
    }
  }

  /** Lights an element up in the drawing while its row in the list is looked at. */
  private point(id: string): void {
    this.core?.nodes(".is-pointed").removeClass("is-pointed");
    this.core?.getElementById(id).addClass("is-pointed");
  }

  private choose(id: string | null): void {
    this.chosen = id;
    const { core, answer } = this;
    const card = one("[data-graph-card]", this.root);
    if (!core || !answer || !card) return;
    core.elements().removeClass("is-chosen is-near is-far");
    const node = answer.nodes.find((one) => one.id === id);
    card.hidden = !node;
    if (!node) return;
    const mine = core.getElementById(node.id);
    const near = mine.closedNeighborhood();
    mine.addClass("is-chosen");
    near.addClass("is-near");
    core.elements().not(near).addClass("is-far");
    this.fill(card, node);
  }

  private fill(card: HTMLElement, node: GraphNode): void {
    const text = (name: string, words: string): void => {
      const place = one(`[data-card-${name}]`, card);
      if (!place) return;
      place.textContent = words;
      place.hidden = words === "";
    };
    text("kind", node.type_label);
    text("name", node.name);
    text("summary", node.summary);
    for (const link of all<HTMLAnchorElement>("[data-card-name], [data-card-open]", card)) link.href = node.url;
    const tie = one<HTMLAnchorElement>("[data-card-tie]", card);
    if (tie) tie.href = `${this.root.dataset["new"]}?source=${encodeURIComponent(node.key)}`;
    const list = one("[data-card-ties]", card);
    list?.replaceChildren(...this.ties(node).map((words) => Object.assign(document.createElement("li"), { textContent: words })));
  }

  private ties(node: GraphNode): string[] {
    const { answer } = this;
    if (!answer) return [];
    const names = new Map(answer.nodes.map((one) => [one.id, one.name]));
    const mine = answer.edges.filter((edge) => edge.source === node.id || edge.target === node.id);
    const lines = mine.map((edge) => {
      const out = edge.source === node.id || edge.symmetric;
      const label = out ? edge.label : edge.inverse_label || edge.label;
      const other = names.get(edge.source === node.id ? edge.target : edge.source) ?? "";
      return `${label} ${other}${edge.when ? ` (${edge.when})` : ""}`;
    });
    lines.sort((one, other) => one.localeCompare(other));
    return lines.length > 8 ? [...lines.slice(0, 7), `and ${lines.length - 7} more`] : lines;
  }

  private centre(): void {
    const node = this.answer?.nodes.find((one) => one.id === this.chosen);
    if (!node) return;
    const query = new URLSearchParams(window.location.search);
    query.set("centre", node.key);
    window.location.assign(`${window.location.pathname}?${query}`);
  }

  private legend(): void {
    const place = one("[data-graph-legend]", this.root);
    if (!place || !this.answer) return;
    const types = new Map(this.answer.nodes.map((node) => [node.entity_subtype, node.type_label]));
    const rows = [...types].map(([key, label]) => legendRow(`legend-shape s-${SHAPES[key] ?? "ellipse"}`, tint(`e-${key}`), label));
    const lines = this.answer.legend.map((one) => legendRow("legend-line", tint(one), one.label));
    place.replaceChildren(...rows, ...lines);
  }
}

function legendRow(css: string, colour: string, label: string): HTMLElement {
  const row = document.createElement("span");
  row.className = "legend-one";
  const mark = document.createElement("i");
  mark.className = css;
  mark.style.setProperty("--tint", colour);
  row.append(mark, label);
  return row;
}

/** Elements begin on a spiral, so that the same question is drawn the same way again. */
function nodeOf(node: GraphNode, index: number, answer: Answer): ElementDefinition {
  const far = 60 * Math.sqrt(index + 0.4);
  return {
    group: "nodes",
    data: { id: node.id, name: node.name, type: node.entity_subtype, size: 26 + Math.min(26, 5 * Math.sqrt(node.ties)), image: node.image ?? "" },
    classes: `${node.id === answer.centre ? "is-centre" : ""} ${node.image ? "has-image" : ""}`,
    position: node.id === answer.centre ? { x: 0, y: 0 } : { x: far * Math.cos(index * TURN), y: far * Math.sin(index * TURN) },
  };
}

function edgeOf(edge: GraphEdge, answer: Answer): ElementDefinition {
  return {
    group: "edges",
    data: { id: edge.id, source: edge.source, target: edge.target, type: edge.type, label: edge.label, width: 1.4 + Math.abs(edge.strength) / 40 },
    classes: `${edge.symmetric ? "" : "has-arrow"} ${answer.edges.length <= FEW ? "is-told" : ""}`,
  };
}

/** How many filters of a menu are set. */
function count(): void {
  for (const place of all("[data-chosen-count]")) {
    const menu = place.closest("details");
    const chosen = menu ? all<HTMLInputElement>("input:checked", menu).length : 0;
    place.textContent = chosen ? String(chosen) : "";
  }
}

// Cytoscape would add a style element, which the page's policy forbids; what it says lies in graph.css.
if (!document.getElementById(STYLE_ID)) {
  const stand = document.createElement("template");
  stand.id = STYLE_ID;
  document.head.append(stand);
}
const root = one("[data-graph]");
if (root) new Graph(root);
