import type { FeatureCollection, Geometry } from "geojson";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { fetchJson, type Item } from "../api/features.ts";
import { formatPosition, formatValue, say } from "../api/language.ts";
import { reachable } from "../map/engine.ts";
import { describe } from "../map/live.ts";
import { pointAddress } from "../map/picture.ts";
import { icon } from "./icon.ts";
import type { MapPoint } from "./satu-map.ts";

/** A layer that can be asked. */
export interface AskedLayer {
  slug: string;
  title: string;
  release: string;
  page: string;
}

interface Found {
  layer: AskedLayer;
  items: Item[];
  failed: string;
}

/**
 * What lies at a point, layer by layer, with the release that says so.
 *
 * Fires `satu-found` with the features found, and `satu-close`.
 */
@customElement("satu-identify")
export class SatuIdentify extends LitElement {
  /** The WMS that is asked. */
  @property() wms = "";
  /** The layers to ask, the topmost first. */
  @property({ attribute: false }) layers: AskedLayer[] = [];

  @state() private point: MapPoint | null = null;
  @state() private found: Found[] | null = null;
  private asked = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Asks every layer about a point. */
  async ask(point: MapPoint): Promise<void> {
    this.point = point;
    this.found = null;
    this.asked += 1;
    const turn = this.asked;
    const found = await Promise.all(this.layers.map((layer) => this.at(point, layer)));
    if (turn !== this.asked) return;
    this.found = found;
    this.tell("satu-found", found.flatMap((answer) => answer.items));
    await this.updateComplete;
    this.querySelector<HTMLElement>("h2")?.focus();
  }

  /** Closes the card. */
  close(): void {
    this.asked += 1;
    this.point = null;
    this.tell("satu-close", null);
  }

  protected override render() {
    if (!this.point) return nothing;
    return html`<section class="here panel" aria-live="polite" aria-label=${say("Di titik ini", "At this point")} @keydown=${(event: KeyboardEvent) => {
      if (event.key === "Escape") this.close();
    }}>
      <div class="here__h"><div class="grow"><p class="small muted num">${formatPosition(this.point.longitude, this.point.latitude)}</p>
        <h2 tabindex="-1">${this.heading()}</h2></div>
        <button type="button" class="btn btn--ghost btn--s btn--icon" aria-label=${say("Tutup", "Close")} @click=${() => {
          this.close();
        }}>${icon("x")}</button></div>
      <div class="here__b">${this.found?.map((answer) => section(answer))}</div></section>`;
  }

  private heading(): string {
    if (!this.found) return say("Mencari …", "Looking …");
    const first = this.found.flatMap((answer) => answer.items)[0];
    if (first) return describe(first);
    return say("Tidak ada apa pun di titik ini", "There is nothing at this point");
  }

  private async at(point: MapPoint, layer: AskedLayer): Promise<Found> {
    const address = pointAddress(reachable(this.wms), layer.slug, [point.longitude, point.latitude], point.metresPerPixel);
    try {
      const answer = await fetchJson<FeatureCollection<Geometry | null, Record<string, unknown>>>(address);
      return { layer, items: answer.features as Item[], failed: "" };
    } catch (error) {
      return { layer, items: [], failed: error instanceof Error ? error.message : String(error) };
    }
  }

  private tell(kind: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(kind, { detail, bubbles: true }));
  }
}

function section({ layer, items, failed }: Found): TemplateResult | typeof nothing {
  if (failed) return html`<section><h3>${layer.title}</h3><p class="err">${failed}</p></section>`;
  if (!items.length) return nothing;
  return html`<section><h3><a href=${layer.page}>${layer.title}</a>${layer.release
    ? html`<span class="stamp stamp--s"><b>${layer.release}</b></span>`
    : nothing}</h3>
    ${items.map((item) => html`<dl class="kv">${Object.entries(item.properties).map(
      ([name, value]) => html`<dt>${name}</dt><dd class="num">${formatValue(value)}</dd>`,
    )}</dl>`)}</section>`;
}
