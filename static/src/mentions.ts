/** Mentions show a card: on hover, on focus, and on the first tap. Escape, a look elsewhere or a scroll puts it away. */

import { on, REFRESHED } from "./dom";

const MENTION = "[data-hover]";
const SOON = 250;
const LATER = 180;
const GAP = 8;

let card: HTMLElement | null = null;
let anchor: HTMLElement | null = null;
let timer = 0;
let byKeyboard = false;
const kept = new Map<string, Promise<string>>();

export function startMentions(): void {
  on("pointerover", MENTION, (mention, event) => {
    if (event.pointerType === "mouse") plan(() => void show(mention), mention === anchor ? 0 : SOON);
  });
  on("pointerout", MENTION, (_mention, event) => {
    if (event.pointerType === "mouse") plan(hide, LATER);
  });
  on("focusin", MENTION, (mention) => {
    if (byKeyboard) plan(() => void show(mention), 0);
  });
  on("focusout", MENTION, () => plan(hide, LATER));
  on("click", MENTION, (mention, event) => {
    if ((event as PointerEvent).pointerType !== "touch" || (anchor === mention && card)) return;
    event.preventDefault();
    plan(() => void show(mention, true), 0);
  });
  document.addEventListener("pointerdown", (event) => {
    byKeyboard = false;
    const at = event.target as Element;
    if (card && !card.contains(at) && at.closest(MENTION) !== anchor) hide();
  });
  document.addEventListener("keydown", (event) => {
    byKeyboard = true;
    if (event.key === "Escape" && card) {
      hide();
      event.stopPropagation();
    }
  }, true);
  window.addEventListener("scroll", hide, { passive: true, capture: true });
  window.addEventListener("resize", hide, { passive: true });
  document.addEventListener(REFRESHED, hide);
}

function plan(act: () => void, delay: number): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(act, delay);
}

async function show(mention: HTMLElement, touched = false): Promise<void> {
  if (anchor === mention && card) return;
  hide();
  anchor = mention;
  const html = await fetched(mention.dataset["hover"] ?? "");
  if (anchor !== mention || !mention.isConnected || !html) return;
  card = document.createElement("div");
  card.className = "hover-card";
  card.id = "hover-card";
  card.setAttribute("role", "tooltip");
  card.toggleAttribute("data-touched", touched);
  card.innerHTML = html;
  card.addEventListener("pointerenter", () => window.clearTimeout(timer));
  card.addEventListener("pointerleave", () => plan(hide, LATER));
  (mention.closest("dialog") ?? document.body).append(card);
  mention.setAttribute("aria-describedby", card.id);
  place(card, mention);
}

function hide(): void {
  window.clearTimeout(timer);
  card?.remove();
  anchor?.removeAttribute("aria-describedby");
  card = anchor = null;
}

/** Below the mention where there is room, else above; never over the edge. */
function place(box: HTMLElement, mention: HTMLElement): void {
  const at = mention.getClientRects()[0] ?? mention.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const left = Math.max(GAP, Math.min(at.left, window.innerWidth - width - GAP));
  const below = at.bottom + GAP;
  const top = below + height < window.innerHeight ? below : Math.max(GAP, at.top - height - GAP);
  box.style.left = `${Math.round(left)}px`;
  box.style.top = `${Math.round(top)}px`;
}

/** The card's inside; asked once a page. Nothing where the element may not be seen any more. */
function fetched(address: string): Promise<string> {
  const known = kept.get(address);
  if (known) return known;
  const asked = fetch(address, { credentials: "same-origin" })
    .then((response) => (response.ok && !response.redirected ? response.text() : ""))
    .catch(() => {
      kept.delete(address);
      return "";
    });
  kept.set(address, asked);
  return asked;
}
