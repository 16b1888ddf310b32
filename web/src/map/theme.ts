/** Colours of the tokens, as the theme in force gives them. */
import type { Ground } from "./composition.ts";

/** A token's value. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The ground of a map in the theme in force. */
export function ground(): Ground {
  return { out: token("--m-out") || "#e7e8e3", land: token("--m-land") || "#f8f6f1", line: token("--m-kecline") || "#8f897d" };
}

/** Calls `changed` when the theme of the system changes. */
export function onTheme(changed: () => void): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", changed);
  return () => {
    dark.removeEventListener("change", changed);
  };
}
