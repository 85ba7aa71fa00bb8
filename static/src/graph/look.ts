/** Colours, shapes and lines of the drawing, taken from the page's theme. */

import type cytoscape from "cytoscape";

export interface Legend {
  key: string;
  label: string;
  colour: string;
  hue: number;
}

/** A shape for each type beside its colour: colour alone is not for everybody. */
export const SHAPES: Record<string, cytoscape.Css.NodeShape> = {
  character: "ellipse",
  location: "round-rectangle",
  item: "round-diamond",
  faction: "round-hexagon",
  event: "star",
  concept: "round-triangle",
  species: "round-pentagon",
  technology: "round-octagon",
};

let canvas: CanvasRenderingContext2D | null = null;

/** Any CSS colour as the rgb() that the drawing understands. */
function plain(colour: string): string {
  canvas ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!canvas) return "#888888";
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

function variable(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The colour of a type of element (by its class) or of a type of tie. */
export function tint(of: string | Legend): string {
  if (typeof of !== "string") return of.colour || plain(`oklch(${variable("--tint-l")} ${variable("--tint-c")} ${of.hue})`);
  const probe = document.createElement("i");
  probe.className = of;
  document.body.append(probe);
  const colour = getComputedStyle(probe).getPropertyValue("--tint").trim();
  probe.remove();
  return plain(colour || "#888888");
}

function ink(name: string): string {
  return plain(variable(name) || "#888888");
}

export function look(legend: Legend[]): cytoscape.StylesheetJson {
  const text = ink("--color-base-content");
  const ground = ink("--color-base-100");
  const accent = ink("--accent-text");
  const types = Object.entries(SHAPES).map(([key, shape]) => ({
    selector: `node[type = "${key}"]`,
    style: { "background-color": tint(`e-${key}`), "border-color": tint(`e-${key}`), shape },
  }));
  const ties = legend.map((one) => ({
    selector: `edge[type = "${one.key}"]`,
    style: { "line-color": tint(one), "target-arrow-color": tint(one) },
  }));
  return [
    {
      selector: "node",
      style: {
        width: "data(size)",
        height: "data(size)",
        label: "data(name)",
        color: text,
        "font-family": "Inter Variable, sans-serif",
        "font-size": 13,
        "font-weight": 500,
        "min-zoomed-font-size": 5.5,
        "text-valign": "bottom",
        "text-margin-y": 5,
        "text-outline-color": ground,
        "text-outline-width": 2.5,
        "text-wrap": "ellipsis",
        "text-max-width": "130px",
        "border-width": 2,
      },
    },
    ...types,
    { selector: "node.has-image", style: { "background-image": "data(image)", "background-fit": "cover", "border-width": 3 } },
    { selector: "node.is-centre", style: { "border-width": 4, "border-color": accent, "font-weight": 700, "font-size": 15 } },
    {
      selector: "edge",
      style: {
        width: "data(width)",
        "curve-style": "bezier",
        "line-opacity": 0.8,
        color: text,
        "font-family": "Inter Variable, sans-serif",
        "font-size": 10.5,
        "min-zoomed-font-size": 7,
        "text-rotation": "autorotate",
        "text-background-color": ground,
        "text-background-opacity": 0.9,
        "text-background-padding": "2px",
      },
    },
    ...ties,
    { selector: "edge.has-arrow", style: { "target-arrow-shape": "triangle", "arrow-scale": 0.85 } },
    { selector: "edge.is-told, edge.is-near", style: { label: "data(label)" } },
    { selector: ".is-far", style: { opacity: 0.22 } },
    { selector: "node.is-chosen, node.is-pointed", style: { "border-width": 4, "border-color": accent } },
  ] as cytoscape.StylesheetJson;
}
