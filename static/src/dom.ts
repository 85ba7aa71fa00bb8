/** Small helpers around the DOM that every module uses. */

/** Told after a part of the page was replaced by what the server says now. */
export const REFRESHED = "studio:refreshed";

export function all<E extends Element = HTMLElement>(selector: string, within: ParentNode = document): E[] {
  return [...within.querySelectorAll<E>(selector)];
}

export function one<E extends Element = HTMLElement>(selector: string, within: ParentNode = document): E | null {
  return within.querySelector<E>(selector);
}

/** Listens once, at the document, for an event on anything that matches `selector`, now or later. */
export function on<K extends keyof DocumentEventMap>(
  type: K,
  selector: string,
  act: (element: HTMLElement, event: DocumentEventMap[K]) => void,
): void {
  document.addEventListener(type, (event) => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (element) act(element, event);
  });
}

/** Runs now and after every refresh of a part of the page. */
export function eachTime(act: () => void): void {
  act();
  document.addEventListener(REFRESHED, act);
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function csrf(): string {
  const headers = document.body.getAttribute("hx-headers");
  return headers ? String((JSON.parse(headers) as Record<string, string>)["X-CSRFToken"]) : "";
}

export const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
