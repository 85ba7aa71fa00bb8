/** Asking the server for data, and telling it about a change. A refusal carries words for people. */

import { csrf } from "../dom";

export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const LOST = "The studio did not answer. Look at your connection and try again.";

async function answer<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const body: unknown = await response.json().catch(() => ({}));
  const { message } = body as { message?: string };
  throw new Refused(response.status, message ?? "That did not work. Reload the page and try again.");
}

async function reached(address: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refused(0, LOST);
  }
}

export async function ask<T>(address: string, query: Record<string, string | number> = {}, signal?: AbortSignal): Promise<T> {
  const url = new URL(address, window.location.href);
  for (const [name, value] of Object.entries(query)) if (value !== "") url.searchParams.set(name, String(value));
  return answer<T>(await reached(url.href, { headers: { Accept: "application/json" }, ...(signal ? { signal } : {}) }));
}

export async function change<T>(address: string, body: unknown, method = "PATCH"): Promise<T> {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrf() };
  return answer<T>(await reached(address, { method, headers, body: JSON.stringify(body) }));
}

export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
