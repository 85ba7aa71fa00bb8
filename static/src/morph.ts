/** Replaces a part of the page by a newer one and keeps what the reader has in hand: playback, focus, input. */

import { Idiomorph } from "idiomorph";
import htmx from "htmx.org";
import { REFRESHED } from "./dom";

// Attributes that only this page sets; the server's version knows nothing of them.
const LOCAL = new Set(["open", "data-on", "data-here", "data-off", "data-over", "data-bound", "data-hovered", "data-scrubbing", "data-playing", "data-grown", "aria-valuenow", "aria-valuetext"]);
// Links to files are signed anew every few minutes: the same asset keeps the address it was loaded from.
const ADDRESSES = ["src", "poster", "data-src"];

function keepAddresses(before: Element, after: Node): void {
  if (!(after instanceof Element)) return;
  const asset = before.getAttribute("data-asset");
  if (!asset || asset !== after.getAttribute("data-asset")) return;
  for (const name of ADDRESSES) {
    const value = before.getAttribute(name);
    if (value !== null) after.setAttribute(name, value);
  }
}

export function morph(target: Element, fresh: Element): void {
  Idiomorph.morph(target, fresh, {
    morphStyle: "outerHTML",
    ignoreActiveValue: true,
    callbacks: {
      beforeNodeMorphed: (before, after) => {
        if (!(before instanceof Element)) return true;
        if (before.hasAttribute("data-keep")) return false;
        keepAddresses(before, after);
        return true;
      },
      beforeAttributeUpdated: (name) => !LOCAL.has(name),
    },
  });
  const now = target.isConnected ? target : target.id ? document.getElementById(target.id) : null;
  if (now) htmx.process(now);
  document.dispatchEvent(new CustomEvent(REFRESHED));
}

/** Fetches a page or a part of one and brings the elements named by `selectors` up to date. */
export async function refresh(url: string, selectors: string[]): Promise<Document | null> {
  const response = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (!response.ok || response.redirected) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const selector of selectors) {
    const before = document.querySelector(selector);
    const after = page.querySelector(selector);
    if (!before || !after) continue;
    if (before.hasAttribute("data-grown")) morphRows(before, after);
    else morph(before, after);
  }
  return page;
}

/** A list that was made longer by "Show more": bring its rows up to date, take none away. */
function morphRows(before: Element, after: Element): void {
  for (const fresh of after.querySelectorAll("[data-job][id]")) {
    const row = before.querySelector(`#${CSS.escape(fresh.id)}`);
    if (row) morph(row, fresh);
  }
}

htmx.defineExtension("keep", {
  isInlineSwap: (style: string) => style === "keep",
  handleSwap: (style: string, target: Node, fragment: Node) => {
    const fresh = fragment instanceof Element ? fragment : fragment.firstChild;
    if (style !== "keep" || !(target instanceof Element) || !(fresh instanceof Element)) return false;
    morph(target, fresh);
    return true;
  },
});
