import type { Feature, Geometry } from "geojson";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { StyleSpecification } from "maplibre-gl";
import { fetchJson } from "../api/features.ts";
import { formatLength, say } from "../api/language.ts";
import { compose, type BasePart, type MapPart } from "../map/composition.ts";
import { hasWebGl, loadEngine, reachable } from "../map/engine.ts";
import { Live } from "../map/live.ts";
import { parseBounds, type Bounds } from "../map/picture.ts";
import { Still } from "../map/still.ts";
import { ground, onTheme } from "../map/theme.ts";
import type { Camera } from "../map/view.ts";
import { icon } from "./icon.ts";

/** One thing that the map shows. */
export interface MapLayer {
  slug: string;
  style: string;
  opacity: number;
  visible: boolean;
}

/** What a press on the map tells: where, and how many metres of Web Mercator a pixel spans there. */
export interface MapPoint {
  longitude: number;
  latitude: number;
  metresPerPixel: number;
}

/**
 * A map of things of the node.
 *
 * `<satu-map styles="/d/jalan/style.json" names="jalan" wms="/wms" bounds="106.5,-6.3,106.8,-6.1" label="Peta jalan">`
 * `<img class="map__picture" …></satu-map>`
 *
 * The picture inside is shown until the map itself is drawn, and stays where there is no script. Without WebGL the
 * node draws the pictures. Fires `satu-point` (a place was pressed), `satu-move` (the camera moved) and `satu-ready`.
 */
@customElement("satu-map")
export class SatuMap extends LitElement {
  /** Addresses of style documents, from the bottom up, parted by spaces; `layers` overrules it. */
  @property() styles = "";
  /** Names of the same things for the node's WMS, parted by commas. */
  @property() names = "";
  /** The WMS that draws them where there is no WebGL. */
  @property() wms = "";
  /** What to show at first: west, south, east, north in degrees. */
  @property() bounds = "";
  /** What the map shows, for who cannot see it. */
  @property() label = "";
  /** TileJSON addresses of what lies quietly underneath, parted by spaces. */
  @property() base = "";
  /** Pixels on the left that a panel covers on wide screens; a bar lies at the bottom then. */
  @property({ type: Number }) inset = 0;
  /** A box to mark: west, south, east, north in degrees. */
  @property() outline = "";
  /** Whether to wait for a touch, focus or key, on wide screens for an idle moment, before loading the engine. */
  @property({ type: Boolean }) lazy = false;
  /** Whether `layers` and `camera` are set by a script before anything is drawn. */
  @property({ type: Boolean }) waits = false;
  /** Whether one finger scrolls the page and two move the map. */
  @property({ type: Boolean }) cooperative = false;

  @property({ attribute: false }) layers: MapLayer[] | null = null;
  @property({ attribute: false }) camera: Camera | null = null;

  @state() private said = "";
  @state() private failed = "";
  @state() private scaleM = 0;
  private drawing: Live | Still | undefined;
  private composing: Promise<StyleSpecification> | undefined;
  private leaveTheme: (() => void) | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.leaveTheme = onTheme(() => void this.restyle());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leaveTheme?.();
    this.drawing?.remove();
    this.drawing = undefined;
  }

  protected override firstUpdated(): void {
    if (this.waits) return;
    if (!this.lazy) {
      void this.start();
      return;
    }
    for (const kind of ["pointerenter", "focusin", "touchstart", "keydown"]) {
      this.addEventListener(kind, () => void this.start(), { once: true, passive: true });
    }
    if (matchMedia("(min-width: 761px)").matches) whenIdle(() => void this.start());
  }

  protected override updated(changed: PropertyValues<this>): void {
    const asked = changed.has("layers") && this.layers !== null;
    if (!asked) return;
    if (this.drawing) void this.restyle();
    else if (this.waits) void this.start();
  }

  protected override render() {
    return html`<div class="map__canvas" role="application" tabindex=${this.drawing ? nothing : "0"} aria-label=${this.label}
        aria-describedby=${`${this.key}-keys`}></div>
      <p class="vh" id=${`${this.key}-keys`}>${say(
        "Panah untuk geser, plus dan minus untuk skala, N untuk benda berikutnya, P untuk sebelumnya, 0 untuk seluruhnya, Esc untuk keluar.",
        "Arrows move, plus and minus zoom, N goes to the next feature, P to the one before, 0 shows everything, Esc leaves.",
      )}</p>
      <div class="mapctl"><div class="grp">
        <button type="button" aria-label=${say("Perbesar", "Zoom in")} @click=${() => void this.zoom(1)}>${icon("plus")}</button>
        <button type="button" aria-label=${say("Perkecil", "Zoom out")} @click=${() => void this.zoom(-1)}>${icon("minus")}</button>
        <button type="button" aria-label=${say("Seluruhnya", "Show everything")} @click=${() => void this.home()}>${icon("box")}</button>
      </div></div>
      <div class="mapfoot">${this.scaleM ? this.scale() : nothing}<span>${this.failed}</span></div>
      <p class="vh" aria-live="polite">${this.said}</p>`;
  }

  /** Shows these features above everything, ink over turmeric; none takes the mark away. */
  async select(features: Feature<Geometry>[], show = false): Promise<void> {
    await this.start();
    this.drawing?.select(features, show);
  }

  /** Where the map looks now, or null before it is drawn. */
  currentCamera(): Camera | null {
    return this.drawing?.camera() ?? null;
  }

  private get key(): string {
    return `map-${this.names.replaceAll(/[^a-z0-9]+/g, "-") || "node"}`;
  }

  private get box(): Bounds {
    return parseBounds(this.bounds) ?? [95, -11, 141, 6];
  }

  private scale() {
    const width = 90;
    return html`<div class="scale num"><svg width=${width} height="7" aria-hidden="true"><path d="M.75 0v6.25h${width - 1.5}V0" /></svg>${formatLength(this.scaleM)}</div>`;
  }

  private async zoom(step: number): Promise<void> {
    await this.start();
    this.drawing?.zoom(step);
  }

  private async home(): Promise<void> {
    await this.start();
    this.drawing?.home();
  }

  private async start(): Promise<void> {
    this.composing ??= this.draw();
    await this.composing;
  }

  private async draw(): Promise<StyleSpecification> {
    const place = this.querySelector<HTMLElement>(".map__canvas");
    const style = await this.composed();
    if (!place || !this.isConnected) return style;
    const told = {
      point: (point: MapPoint) => this.tell("satu-point", point),
      moved: (camera: Camera, metresPerPixel: number) => {
        this.scaleM = rounded(metresPerPixel * 90);
        this.tell("satu-move", camera);
      },
      spoken: (text: string) => (this.said = text),
      ready: () => {
        this.querySelector(":scope > .map__picture")?.remove();
        this.dataset["ready"] = "";
        this.tell("satu-ready", null);
      },
    };
    if (hasWebGl()) {
      const view = { bounds: this.box, camera: this.camera, inset: place.clientWidth > 900 ? this.inset : 0 };
      this.drawing = new Live(await loadEngine(), place, style, view, told, this.cooperative);
    } else {
      this.drawing = new Still(place, this.wms, this.shownNames(), this.box, this.label, told);
    }
    const outline = parseBounds(this.outline);
    if (outline) this.drawing.select([frame(outline)], false);
    this.requestUpdate();
    return style;
  }

  private async restyle(): Promise<void> {
    if (!this.drawing) return;
    this.drawing.restyle(await this.composed(), this.shownNames());
  }

  private shownNames(): string {
    if (!this.layers) return this.names;
    return this.layers.filter((layer) => layer.visible).map((layer) => layer.slug).join(",");
  }

  private async composed(): Promise<StyleSpecification> {
    const wanted = this.layers ?? words(this.styles).map((style, index) => ({
      slug: this.names.split(",")[index] ?? String(index), style, opacity: 1, visible: true,
    }));
    const parts = await Promise.all(wanted.map((layer) => this.mapPart(layer)));
    const base = await Promise.all(words(this.base).map((address) => this.basePart(address)));
    return compose(ground(), base.filter((part) => part !== null), parts.filter((part) => part !== null));
  }

  private async mapPart(layer: MapLayer): Promise<MapPart | null> {
    const document = await this.loaded<StyleSpecification>(layer.style);
    return document && { key: layer.slug, document, opacity: layer.opacity, visible: layer.visible };
  }

  private async basePart(address: string): Promise<BasePart | null> {
    const document = await this.loaded<{ vector_layers?: { id: string }[] }>(address);
    const layer = document?.vector_layers?.[0]?.id;
    return layer ? { tilejson: address, layer } : null;
  }

  private async loaded<T>(address: string): Promise<T | null> {
    try {
      return await cached<T>(reachable(address));
    } catch (error) {
      this.failed = error instanceof Error ? error.message : String(error);
      return null;
    }
  }

  private tell(kind: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(kind, { detail, bubbles: true }));
  }
}

const documents = new Map<string, Promise<unknown>>();

function cached<T>(address: string): Promise<T> {
  let known = documents.get(address);
  if (!known) {
    known = fetchJson<T>(address);
    known.catch(() => documents.delete(address));
    documents.set(address, known);
  }
  return known as Promise<T>;
}

function frame([west, south, east, north]: Bounds): Feature<Geometry> {
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  return { type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: {} };
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** The largest round length that is not longer. */
function rounded(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(metres, 1e-9)));
  return [5, 3, 2, 1].map((step) => step * power).find((step) => step <= metres) ?? power;
}

function whenIdle(act: () => void): void {
  if ("requestIdleCallback" in window) window.requestIdleCallback(act, { timeout: 4000 });
  else setTimeout(act, 2000);
}
