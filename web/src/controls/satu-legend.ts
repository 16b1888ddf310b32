import { html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";

/** How one symbol of a class looks. */
export interface Swatch {
  kind: "polygon" | "line" | "point";
  mark?: string;
  fill?: string;
  fillOpacity?: number;
  stroke?: string;
  width?: number;
  dash?: string;
}

/** One class of a style. */
export interface LegendClass {
  title: string;
  swatches: Swatch[];
}

/**
 * The classes of a style with their symbols, as words and pictures.
 *
 * `<satu-legend classes='[{"title": "Jalan", "swatches": [{"kind": "line", "stroke": "#2b48a1"}]}]'></satu-legend>`
 */
@customElement("satu-legend")
export class SatuLegend extends LitElement {
  /** The classes, in the order of the style. */
  @property({ type: Array }) classes: LegendClass[] = [];
  /** How many are shown before the rest is folded away. */
  @property({ type: Number }) limit = 12;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    const shown = this.classes.slice(0, this.limit);
    const folded = this.classes.slice(this.limit);
    return html`<ul class="lgd">${shown.map(row)}</ul>
      ${folded.length ? html`<details class="small"><summary>+${folded.length}</summary><ul class="lgd">${folded.map(row)}</ul></details>` : nothing}`;
  }
}

function row(item: LegendClass): TemplateResult {
  return html`<li><svg class="sw" viewBox="0 0 22 16" aria-hidden="true">${item.swatches.map(symbol)}</svg><span>${item.title}</span></li>`;
}

function symbol(swatch: Swatch): TemplateResult {
  const stroke = swatch.stroke ?? "none";
  const width = Math.min(swatch.width ?? 1, 5);
  if (swatch.kind === "line") {
    return svg`<path d="M1 8h20" fill="none" stroke=${stroke} stroke-width=${width} stroke-dasharray=${swatch.dash ?? "none"} />`;
  }
  const paint = { fill: swatch.fill || "none", opacity: swatch.fillOpacity ?? 1 };
  if (swatch.kind === "point") {
    return svg`<circle cx="11" cy="8" r="5" fill=${paint.fill} fill-opacity=${paint.opacity} stroke=${stroke} stroke-width=${width} />`;
  }
  return svg`<rect x="1" y="1" width="20" height="14" rx="3" fill=${paint.fill} fill-opacity=${paint.opacity} stroke=${stroke} stroke-width=${width} stroke-dasharray=${swatch.dash ?? "none"} />`;
}
