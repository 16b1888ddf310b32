/** The viewer: list of layers, map and answers belong together; what is shown is kept in the address. */
import type { Feature, Geometry } from "geojson";
import type { Item } from "../api/features.ts";
import { formatNumber, formatPosition, say } from "../api/language.ts";
import type { AskedLayer, SatuIdentify } from "../controls/satu-identify.ts";
import type { ListedLayer, SatuLayers } from "../controls/satu-layers.ts";
import type { MapLayer, MapPoint, SatuMap } from "../controls/satu-map.ts";
import { parseCamera, parseLayers, withView, type Camera } from "../map/view.ts";

/** A layer as the page describes it. */
type Offered = ListedLayer & AskedLayer & MapLayer;

/** Wires the parts of the page. */
export function start(): void {
  const map = document.querySelector<SatuMap>("satu-map");
  const list = document.querySelector<SatuLayers>("satu-layers");
  const card = document.querySelector<SatuIdentify>("satu-identify");
  const told = document.querySelector("#offered")?.textContent;
  if (!map || !list || !card || !told) return;
  let layers = ordered(JSON.parse(told) as Offered[]);
  const show = (): void => {
    list.layers = layers;
    map.layers = layers;
    card.layers = layers.filter((layer) => layer.visible).reverse();
    keep(layers, map.currentCamera());
  };
  map.camera = parseCamera(new URLSearchParams(location.search));
  show();
  list.addEventListener("satu-layers", (event) => {
    const slugs = new Map(layers.map((layer) => [layer.slug, layer]));
    const changed = (event as CustomEvent<ListedLayer[]>).detail;
    layers = changed.flatMap((layer) => {
      const known = slugs.get(layer.slug);
      return known ? [{ ...known, ...layer }] : [];
    });
    show();
  });
  map.addEventListener("satu-move", (event) => {
    const camera = (event as CustomEvent<Camera>).detail;
    keep(layers, camera);
    showPosition(camera);
  });
  map.addEventListener("satu-point", (event) => void card.ask((event as CustomEvent<MapPoint>).detail));
  card.addEventListener("satu-found", (event) => void map.select(drawn((event as CustomEvent<Item[]>).detail)));
  card.addEventListener("satu-close", () => void map.select([]));
  startButtons();
}

/** The layers in the order, with the switches and opacities, of the address; as offered when it names none. */
export function ordered(offered: readonly Offered[], query = location.search): Offered[] {
  const asked = new URLSearchParams(query).get("l");
  if (asked === null) return [...offered];
  const states = parseLayers(asked);
  const known = new Map(offered.map((layer) => [layer.slug, layer]));
  return states.flatMap((state) => {
    const layer = known.get(state.slug);
    return layer ? [{ ...layer, visible: state.visible, opacity: state.opacity }] : [];
  });
}

function keep(layers: readonly Offered[], camera: Camera | null): void {
  const query = withView(location.search, layers, camera);
  history.replaceState(null, "", `${location.pathname}?${query}`);
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-kept]")) {
    input.value = new URLSearchParams(query).get(input.name) ?? "";
  }
}

function drawn(items: readonly Item[]): Feature<Geometry>[] {
  return items.flatMap((item) => (item.geometry ? [{ ...item, geometry: item.geometry }] : []));
}

function showPosition(camera: Camera): void {
  const place = document.querySelector("[data-position]");
  if (place) place.textContent = formatPosition(camera.longitude, camera.latitude);
  const scale = document.querySelector("[data-scale]");
  const metres = (40_075_016.69 * Math.cos((camera.latitude * Math.PI) / 180)) / (512 * 2 ** camera.zoom);
  if (scale) scale.textContent = `1:${formatNumber(Number((metres / 0.00028).toPrecision(2)))}`;
}

function startButtons(): void {
  const share = document.querySelector<HTMLButtonElement>("[data-share]");
  share?.addEventListener("click", () => {
    void navigator.clipboard.writeText(location.href).then(() => {
      const words = share.querySelector("span");
      if (words) words.textContent = say("Tautan disalin", "Link copied");
    });
  });
  const panel = document.querySelector<HTMLButtonElement>("[data-opens=layers]");
  panel?.addEventListener("click", () => {
    const open = document.body.dataset["panel"] !== "layers";
    document.body.dataset["panel"] = open ? "layers" : "";
    panel.setAttribute("aria-pressed", String(open));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "h" || event.target instanceof HTMLInputElement || event.ctrlKey) return;
    for (const part of document.querySelectorAll<HTMLElement>("[data-panel-part]")) part.hidden = !part.hidden;
  });
}
