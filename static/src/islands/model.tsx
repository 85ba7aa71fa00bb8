/**
 * The viewer of 3D models: finds every figure[data-model] of a page, now and after parts of it are replaced, and
 * gives back what it holds when its figure is gone.
 */

import "./model/model.css";
import { createElement } from "react";
import { createRoot, type Root } from "react-dom/client";
import { type Phase, readSettings } from "./model/settings";
import { Viewer } from "./model/Viewer";

const shown = new Map<HTMLElement, Root>();

function show(figure: HTMLElement): void {
  const room = figure.querySelector<HTMLElement>("[data-model-room]");
  const stage = figure.querySelector<HTMLElement>("[data-model-stage]");
  if (!room || !stage || shown.has(figure)) return;
  const root = createRoot(room);
  shown.set(figure, root);
  const settings = readSettings(figure);
  const onPhase = (phase: Phase): void => {
    figure.dataset["state"] = phase;
  };
  root.render(createElement(Viewer, { settings, stage, onPhase }));
}

/** Starts a viewer when its figure comes near the window: a page may hold several. */
const near = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      show(entry.target as HTMLElement);
    }
  },
  { rootMargin: "300px" },
);

function look(): void {
  for (const [figure, root] of shown) {
    if (figure.isConnected) continue;
    shown.delete(figure);
    root.unmount();
  }
  for (const figure of document.querySelectorAll<HTMLElement>("figure[data-model]")) {
    if (!shown.has(figure)) near.observe(figure);
  }
}

let asked = false;
new MutationObserver(() => {
  if (asked) return;
  asked = true;
  queueMicrotask(() => {
    asked = false;
    look();
  });
}).observe(document.body, { childList: true, subtree: true });
look();
