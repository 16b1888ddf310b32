import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { formatNumber, say } from "../api/language.ts";
import { icon } from "./icon.ts";
import type { LegendClass } from "./satu-legend.ts";
import "./satu-legend.ts";

/** One layer of the list. */
export interface ListedLayer {
  slug: string;
  title: string;
  visible: boolean;
  opacity: number;
  legend: LegendClass[];
  page: string;
}

/**
 * The layers of a map, the topmost first: order, switch, opacity and legend.
 *
 * Buttons and Alt with the arrows reorder. Fires `satu-layers` with the changed layers, from the bottom up.
 */
@customElement("satu-layers")
export class SatuLayers extends LitElement {
  /** From the bottom up. */
  @property({ attribute: false }) layers: ListedLayer[] = [];
  @state() private said = "";

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    const top = [...this.layers].reverse();
    return html`<ul>${repeat(top, (layer) => layer.slug, (layer, index) => this.row(layer, index, top.length))}</ul>
      <p class="vh" role="status">${this.said}</p>`;
  }

  private row(layer: ListedLayer, index: number, count: number): TemplateResult {
    return html`<li class="lyr ${layer.visible ? "" : "lyr--off"}" @keydown=${(event: KeyboardEvent) => {
      this.onKey(event, layer);
    }}>
      <div class="lyr__t"><input type="checkbox" role="switch" class="switch" .checked=${layer.visible}
          aria-label="${say("Tampilkan", "Show")} ${layer.title}" @change=${(event: Event) => {
            this.change(layer, { visible: (event.target as HTMLInputElement).checked });
          }}><span title=${layer.title}>${layer.title}</span>
        ${this.mover(layer, 1, index === 0, "arrow-up", say("Naikkan", "Move up"))}
        ${this.mover(layer, -1, index === count - 1, "arrow-down", say("Turunkan", "Move down"))}
        <button type="button" class="btn btn--ghost btn--s btn--icon" aria-label="${say("Keluarkan", "Remove")} ${layer.title}"
          @click=${() => {
            this.tell(this.layers.filter((other) => other !== layer));
          }}>${icon("x")}</button></div>
      ${layer.visible ? this.body(layer) : ""}</li>`;
  }

  private mover(layer: ListedLayer, step: number, end: boolean, name: string, words: string): TemplateResult {
    return html`<button type="button" class="btn btn--ghost btn--s btn--icon" aria-label="${words} ${layer.title}" ?disabled=${end}
      @click=${() => {
        this.move(layer, step);
      }}>${icon(name)}</button>`;
  }

  private body(layer: ListedLayer): TemplateResult {
    const percent = Math.round(layer.opacity * 100);
    return html`<div class="lyr__b"><label class="op"><span>${say("Kepekatan", "Opacity")}</span>
        <input class="range" type="range" min="0" max="100" step="5" .value=${String(percent)}
          aria-label="${say("Kepekatan", "Opacity")} ${layer.title}" @input=${(event: Event) => {
            this.change(layer, { opacity: Number((event.target as HTMLInputElement).value) / 100 });
          }}><span class="num">${formatNumber(percent)}%</span></label>
      <satu-legend .classes=${layer.legend}></satu-legend>
      <a class="small" href=${layer.page}>${say("Tentang data ini", "About this data")}</a></div>`;
  }

  private onKey(event: KeyboardEvent, layer: ListedLayer): void {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    this.move(layer, event.key === "ArrowUp" ? 1 : -1);
  }

  private move(layer: ListedLayer, step: number): void {
    const place = this.layers.indexOf(layer);
    const target = place + step;
    if (target < 0 || target >= this.layers.length) return;
    const changed = this.layers.filter((other) => other !== layer);
    changed.splice(target, 0, layer);
    this.said = `${layer.title}: ${String(changed.length - target)} ${say("dari", "of")} ${String(changed.length)}`;
    this.tell(changed);
  }

  private change(layer: ListedLayer, change: Partial<ListedLayer>): void {
    this.tell(this.layers.map((other) => (other === layer ? { ...other, ...change } : other)));
  }

  private tell(layers: ListedLayer[]): void {
    this.layers = layers;
    this.dispatchEvent(new CustomEvent("satu-layers", { detail: layers, bubbles: true }));
  }
}
