import { svg, type TemplateResult } from "lit";
import sprite from "../icons/icons.svg?url";

const address = new URL(sprite, import.meta.url).href;

/** One icon of the sprite; beside words only, so that no reader needs it. */
export function icon(name: string): TemplateResult {
  return svg`<svg class="i" aria-hidden="true"><use href="${address}#${name}"></use></svg>`;
}
