/** Results of agents: maps whose list and pins light up together, and clips that go round in silence. */

import { all, calm, eachTime, on, one } from "./dom";

export function startResults(): void {
  pins();
  loops();
}

/** A landmark in the list lights its pin, and the other way round. */
function pins(): void {
  const rows = ".place-sheet .map-list li, .place-sheet .map-spot";
  let lit: Element[] = [];
  const light = (now: Element | null): void => {
    for (const element of lit) element.removeAttribute("data-lit");
    lit = now ? [now, twin(now)].filter((element): element is Element => element !== null) : [];
    for (const element of lit) element.setAttribute("data-lit", "");
  };
  for (const type of ["pointerover", "focusin"]) {
    document.addEventListener(type, (event) => {
      const now = event.target instanceof Element ? event.target.closest(rows) : null;
      if (now || lit.length) light(now);
    });
  }
  document.addEventListener("focusout", () => light(null));
}

/** They stand in the same order on the sheet and below it. */
function twin(element: Element): Element | null {
  const sheet = element.closest(".place-sheet");
  if (!sheet) return null;
  const [mine, theirs] = element.matches("li") ? [".map-list li", ".map-spot"] : [".map-spot", ".map-list li"];
  return all<Element>(theirs, sheet)[all<Element>(mine, sheet).indexOf(element)] ?? null;
}

/** Silent clips move while they are in sight. Whoever wants calm starts them; everybody can stop them. */
function loops(): void {
  const stopped = new WeakSet<HTMLVideoElement>();
  const sight = new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) {
        const video = target as HTMLVideoElement;
        if (!isIntersecting) video.pause();
        else if (!calm.matches && !stopped.has(video)) play(video);
      }
    },
    { threshold: 0.35 },
  );
  eachTime(() => {
    for (const video of all<HTMLVideoElement>("video[data-loop]")) {
      video.controls = false;
      video.muted = true;
      const button = buttonOf(video);
      if (button) button.hidden = false;
      tell(video);
      if (video.hasAttribute("data-bound")) continue;
      video.setAttribute("data-bound", "");
      for (const type of ["play", "pause"]) video.addEventListener(type, () => tell(video));
      sight.observe(video);
    }
  });
  on("click", "[data-loop-toggle]", (button) => {
    const video = one<HTMLVideoElement>("video[data-loop]", button.parentElement ?? document);
    if (!video) return;
    if (video.paused) {
      stopped.delete(video);
      play(video);
    } else {
      stopped.add(video);
      video.pause();
    }
  });
}

function buttonOf(video: HTMLVideoElement): HTMLButtonElement | null {
  return video.parentElement && one<HTMLButtonElement>("[data-loop-toggle]", video.parentElement);
}

function tell(video: HTMLVideoElement): void {
  buttonOf(video)?.toggleAttribute("data-playing", !video.paused);
}

/** A browser may refuse; the button stays. */
function play(video: HTMLVideoElement): void {
  void video.play().catch(() => tell(video));
}
