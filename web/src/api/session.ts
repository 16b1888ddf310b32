/** Staying known to the map doors: their cookie is short, and a map can stand open for hours. */

const EVERY_MS = 8 * 60_000;

/** Asks the node who is signed in, again and again while the page can be seen; each answer renews the cookie. */
export function keepSession(address: string, every_ms = EVERY_MS): () => void {
  const timer = setInterval(() => {
    if (!document.hidden) void fetch(address).catch(() => undefined);
  }, every_ms);
  return () => {
    clearInterval(timer);
  };
}
