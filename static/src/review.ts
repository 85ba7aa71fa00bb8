/**
 * The review page goes from one result to the next without leaving it: links and forms inside of it are sent in the
 * background, and what the server answers takes its place. Without this module they are plain pages.
 */

import htmx from "htmx.org";
import { all, on, one, REFRESHED } from "./dom";
import { takeToasts, toast } from "./shell";

const PLACE = "/review";
let busy = false;

export function startReview(): void {
  if (!one("#review")) return;
  document.addEventListener("submit", submitted);
  on("click", "#review a[href], [data-toasts] a[href]", followed);
  window.addEventListener("popstate", () => void show(window.location.href, {}, false));
  foldOnPhone();
}

function submitted(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const url = new URL(form.action, window.location.href);
  if (event.defaultPrevented || !form.closest("#review, [data-toasts]") || !url.pathname.startsWith(PLACE)) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  if (form.method === "get") {
    const asked = new URLSearchParams();
    for (const [name, value] of body) if (value) asked.append(name, String(value));
    url.search = asked.toString();
    void show(url.href, {});
  } else {
    form.closest("[data-toast]")?.remove();
    void show(url.href, { method: "POST", body });
  }
}

function followed(link: HTMLElement, event: MouseEvent): void {
  const url = new URL((link as HTMLAnchorElement).href);
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
  if (elsewhere || url.origin !== window.location.origin || !url.pathname.startsWith(PLACE)) return;
  event.preventDefault();
  if (isTyped() && !window.confirm("Leave what you typed here?")) return;
  void show(url.href, {});
}

/** Whether something that was typed into the result would be lost. */
function isTyped(): boolean {
  return all<HTMLTextAreaElement>("#review-item :is(textarea, input[type=text])").some(
    (field) => field.value !== field.defaultValue,
  );
}

async function show(url: string, options: RequestInit, push = true): Promise<void> {
  if (busy) return;
  busy = true;
  one("#review")?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { ...options, headers: { Accept: "text/html" }, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = one("#review", page);
    if (!fresh) return void (window.location.href = options.method ? PLACE : answer.url);
    const isRefused = answer.status === 422 || answer.status === 412;
    replace(fresh, page, isRefused);
    if (push && !isRefused && answer.url !== window.location.href) window.history.pushState({}, "", answer.url);
  } catch {
    toast("error", "There is no connection. Nothing was sent.");
  } finally {
    busy = false;
    one("#review")?.removeAttribute("aria-busy");
  }
}

function replace(fresh: HTMLElement, page: Document, isRefused: boolean): void {
  const scrolled = one("#review-queue")?.scrollTop ?? 0;
  const open = all<HTMLDetailsElement>("#review-queue > details[open]").map((fold) => fold.id);
  one("#review")?.replaceWith(fresh);
  for (const fold of all<HTMLDetailsElement>("#review-queue > details")) fold.open = open.includes(fold.id);
  document.title = page.title;
  tellAnew(page);
  htmx.process(fresh);
  document.dispatchEvent(new CustomEvent(REFRESHED));
  const queue = one("#review-queue");
  if (queue) queue.scrollTop = scrolled;
  one("[aria-current]", queue ?? fresh)?.scrollIntoView({ block: "nearest" });
  const wrong = isRefused && one<HTMLElement>("[aria-invalid], [role=alert], #conflicts input", fresh);
  if (wrong) return wrong.focus();
  window.scrollTo(0, 0);
  (one("#edit-form textarea, #edit-form input[type=text]", fresh) ?? one("#item-title, #nothing-title", fresh))?.focus({
    preventScroll: true,
  });
}

/** What is told of a decision takes the place of what was told of the one before. */
function tellAnew(page: Document): void {
  const cards = "[data-toasts] [data-toast]";
  if (one(cards, page)) for (const old of all(cards)) old.remove();
  takeToasts(page);
}

/** On a phone the list is folded, so that the result is what one sees. */
function foldOnPhone(): void {
  const fold = one<HTMLDetailsElement>("#queue-fold");
  if (fold && window.matchMedia("(width < 64rem)").matches) fold.open = false;
}
