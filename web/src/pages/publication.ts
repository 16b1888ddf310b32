/** The page of a publication: while the node works it asks how far it is, and shows the next step when it is done. */
import { fetchJson } from "../api/features.ts";

const EVERY_MS = 700;
const WORKING = new Set(["staged", "understanding", "building"]);

interface Progress {
  state: string;
  stage?: string;
  done?: number;
  total?: number;
}

/** Asks while the node works. */
export function start(): void {
  const place = document.querySelector<HTMLElement>("[data-progress]");
  const address = place?.dataset["progress"];
  if (place && address) void watch(place, address);
}

async function watch(place: HTMLElement, address: string): Promise<void> {
  for (;;) {
    await new Promise((done) => setTimeout(done, EVERY_MS));
    const progress = await fetchJson<Progress>(address).catch(() => null);
    if (!progress) continue;
    if (!WORKING.has(progress.state)) {
      location.reload();
      return;
    }
    const bar = place.querySelector("progress");
    if (bar && progress.total) {
      bar.max = progress.total;
      bar.value = progress.done ?? 0;
    }
  }
}
