/** Times in the reader's zone, durations and what is left, in words. */

import { all, eachTime } from "./dom";

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hour12: false });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

export function ago(then: Date, now: Date): string {
  const seconds = (now.getTime() - then.getTime()) / 1000;
  if (seconds < 45) return "just now";
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 86400) return `${Math.round(seconds / 3600)} h ago`;
  const days = Math.floor(seconds / 86400);
  if (days < 8) return days === 1 ? "yesterday" : `${days} days ago`;
  return day.format(then);
}

/** 0:07, 3:45 or 1:02:03. */
export function timecode(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  const [minutes, rest] = parts as [number, number];
  const tail = String(rest).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** As rough as it is known: the same words that the server uses. */
export function left(seconds: number): string {
  if (seconds < 8) return "a few seconds left";
  if (seconds < 90) return `about ${Math.max(10, Math.round(seconds / 5) * 5)} s left`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `about ${minutes} min left` : `about ${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

function tell(): void {
  const now = new Date();
  for (const element of all<HTMLTimeElement>("time[data-time]")) {
    const then = new Date(element.dateTime);
    if (Number.isNaN(then.getTime())) continue;
    const form = element.dataset["time"];
    const words = form === "ago" ? ago(then, now) : form === "clock" ? clock.format(then) : exact.format(then);
    if (element.textContent !== words) element.textContent = words;
    element.title = full.format(then);
  }
}

export function startTimes(): void {
  eachTime(tell);
  setInterval(tell, 30_000);
}
