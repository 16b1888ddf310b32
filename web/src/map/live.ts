/** The map that the browser draws. */
import type { Feature, Geometry, Position } from "geojson";
import type { ExpressionSpecification, Map as EngineMap, PaddingOptions, StyleSpecification } from "maplibre-gl";
import { formatNumber, formatValue, say } from "../api/language.ts";
import { reachable, type Engine } from "./engine.ts";
import type { Bounds } from "./picture.ts";
import { token } from "./theme.ts";
import type { Told } from "./told.ts";
import type { Camera } from "./view.ts";

const SELECTION = "selection";
const EARTH_M = 40_075_016.69;

/** Draws a composed style with MapLibre and answers keys and presses. */
export class Live {
  private readonly map: EngineMap;
  private readonly bounds: Bounds;
  private readonly told: Told;
  private readonly padding: PaddingOptions;
  private selected: Feature<Geometry>[] = [];
  private reading = -1;

  constructor(
    engine: Engine,
    place: HTMLElement,
    style: StyleSpecification,
    view: { bounds: Bounds; camera: Camera | null; inset: number },
    told: Told,
    cooperative: boolean,
  ) {
    this.bounds = view.bounds;
    this.padding = { top: 24, bottom: view.inset ? 84 : 24, right: view.inset ? 76 : 24, left: 24 + view.inset };
    this.told = told;
    this.map = new engine.Map({
      container: place,
      style,
      ...(view.camera
        ? { center: [view.camera.longitude, view.camera.latitude], zoom: view.camera.zoom }
        : { bounds: view.bounds, fitBoundsOptions: { padding: this.padding } }),
      attributionControl: false,
      cooperativeGestures: cooperative && matchMedia("(pointer: coarse)").matches,
      fadeDuration: 0,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      transformRequest: (url) => ({ url: reachable(url) }),
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.listen(place);
  }

  /** Moves one step in or out. */
  zoom(step: number): void {
    this.map.zoomTo(this.map.getZoom() + step, { duration: duration() });
  }

  /** Shows everything again. */
  home(): void {
    this.map.fitBounds(this.bounds, { padding: this.padding, duration: duration() });
  }

  /** Where the map looks. */
  camera(): Camera {
    const { lng, lat } = this.map.getCenter();
    return { longitude: lng, latitude: lat, zoom: this.map.getZoom() };
  }

  /** Draws another style; the selection stays. */
  restyle(style: StyleSpecification): void {
    this.map.setStyle(style, { diff: true });
    this.map.once("styledata", () => {
      this.drawSelection();
    });
  }

  /** Marks features, and moves to them when they are to be shown. */
  select(features: Feature<Geometry>[], show: boolean): void {
    this.selected = features;
    this.drawSelection();
    const box = show ? boxOf(features) : null;
    if (box) this.map.fitBounds(box, { padding: 60, maxZoom: 15, duration: duration() });
  }

  /** Lets the engine go. */
  remove(): void {
    this.map.remove();
  }

  private listen(place: HTMLElement): void {
    const canvas = this.map.getCanvas();
    canvas.setAttribute("aria-label", place.getAttribute("aria-label") ?? "");
    canvas.setAttribute("role", "application");
    place.removeAttribute("role");
    place.removeAttribute("tabindex");
    place.removeAttribute("aria-label");
    canvas.setAttribute("aria-describedby", place.getAttribute("aria-describedby") ?? "");
    place.removeAttribute("aria-describedby");
    canvas.addEventListener("keydown", (event) => {
      this.onKey(event, canvas);
    });
    this.map.on("click", (event) => {
      this.told.point({ longitude: event.lngLat.lng, latitude: event.lngLat.lat, metresPerPixel: this.metresPerPixel() });
    });
    this.map.on("moveend", () => {
      this.reading = -1;
      this.tellMove();
    });
    this.map.once("idle", () => {
      this.tellMove();
      this.told.ready();
    });
  }

  private onKey(event: KeyboardEvent, canvas: HTMLElement): void {
    if (event.key === "0") this.home();
    else if (event.key === "Escape") canvas.blur();
    else if (event.key === "n" || event.key === "N") this.read(1);
    else if (event.key === "p" || event.key === "P") this.read(-1);
    else if (event.key === "Enter") {
      const { lng, lat } = this.map.getCenter();
      this.told.point({ longitude: lng, latitude: lat, metresPerPixel: this.metresPerPixel() });
    }
  }

  /** Speaks the next feature by distance from the centre of the map. */
  private read(step: number): void {
    const { x, y } = this.map.project(this.map.getCenter());
    const seen = new Map<string, { feature: Feature<Geometry>; distance: number }>();
    for (const feature of this.map.queryRenderedFeatures()) {
      if (feature.source === SELECTION || feature.source.startsWith("base/")) continue;
      const box = boxOf([feature]);
      if (!box) continue;
      const at = this.map.project([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]);
      const key = `${feature.source}/${String(feature.id)}`;
      if (!seen.has(key)) seen.set(key, { feature, distance: Math.hypot(at.x - x, at.y - y) });
    }
    const order = [...seen.values()].sort((one, other) => one.distance - other.distance);
    if (!order.length) {
      this.told.spoken(say("Tidak ada benda di layar.", "No feature on the screen."));
      return;
    }
    this.reading = (this.reading + step + order.length) % order.length;
    const found = order[this.reading];
    if (!found) return;
    this.select([{ type: "Feature", geometry: found.feature.geometry, properties: {} }], false);
    const metres = formatNumber(found.distance * this.metresPerPixel());
    this.told.spoken(
      `${describe(found.feature)}, ${String(this.reading + 1)} ${say("dari", "of")} ${String(order.length)}, ${metres} ${say("meter dari pusat", "metres from the centre")}`,
    );
  }

  private metresPerPixel(): number {
    return EARTH_M / (512 * 2 ** this.map.getZoom());
  }

  private tellMove(): void {
    const camera = this.camera();
    const ground = this.metresPerPixel() * Math.cos((camera.latitude * Math.PI) / 180);
    this.told.moved(camera, ground);
  }

  private drawSelection(): void {
    if (!this.map.isStyleLoaded() && !this.map.getSource(SELECTION)) {
      this.map.once("idle", () => {
        this.drawSelection();
      });
      return;
    }
    for (const name of ["casing", "line", "point"]) {
      if (this.map.getLayer(`${SELECTION}/${name}`)) this.map.removeLayer(`${SELECTION}/${name}`);
    }
    if (this.map.getSource(SELECTION)) this.map.removeSource(SELECTION);
    if (!this.selected.length) return;
    this.map.addSource(SELECTION, { type: "geojson", data: { type: "FeatureCollection", features: this.selected } });
    const line = (name: string, color: string, width: number): void => {
      this.map.addLayer({
        id: `${SELECTION}/${name}`, type: "line", source: SELECTION,
        paint: { "line-color": color, "line-width": width }, layout: { "line-join": "round" },
      });
    };
    line("casing", token("--kunyit"), 6);
    line("line", token("--ink"), 2.2);
    const isPoint: ExpressionSpecification = ["==", ["geometry-type"], "Point"];
    this.map.addLayer({
      id: `${SELECTION}/point`, type: "circle", source: SELECTION, filter: isPoint,
      paint: { "circle-radius": 8, "circle-color": token("--kunyit"), "circle-stroke-color": token("--ink"), "circle-stroke-width": 2.2 },
    });
  }
}

/** What a feature is called: its first attribute that looks like a name, else its first text. */
export function describe(feature: { properties: Record<string, unknown> | null }): string {
  const entries = Object.entries(feature.properties ?? {});
  const named = entries.find(([name, value]) => /nam|name|label|judul|title/i.test(name) && typeof value === "string");
  const first = named ?? entries.find(([, value]) => typeof value === "string") ?? entries[0];
  return first ? formatValue(first[1]) : say("Benda tanpa nama", "Feature without a name");
}

/** The box of some features in degrees, or null when they have no coordinates. */
export function boxOf(features: readonly { geometry: Geometry | null }[]): Bounds | null {
  const box: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  const grow = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [x, y] = part as Position;
    if (typeof x === "number" && typeof y === "number") {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    } else part.forEach(grow);
  };
  for (const { geometry } of features) {
    if (!geometry) continue;
    if (geometry.type === "GeometryCollection") geometry.geometries.forEach((part) => grow("coordinates" in part ? part.coordinates : null));
    else grow(geometry.coordinates);
  }
  return box[0] <= box[2] ? box : null;
}

function duration(): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300;
}
