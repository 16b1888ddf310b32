/** What is shown, kept in the address: `?l=jalan,-sungai~60&lat=-6.18&lon=106.64&z=12.5`. */

/** A layer in the address: shown or hidden, with its opacity from 0 to 1. */
export interface LayerState {
  slug: string;
  visible: boolean;
  opacity: number;
}

/** Where the map looks. */
export interface Camera {
  longitude: number;
  latitude: number;
  zoom: number;
}

const LAYER = /^(-?)([a-z0-9][a-z0-9-]*)(?:~(\d{1,3}))?$/;

/** The layers that `l` names, from the bottom up; what cannot be read or comes twice is left out. */
export function parseLayers(text: string): LayerState[] {
  const found = new Map<string, LayerState>();
  for (const part of text.split(",")) {
    const match = LAYER.exec(part);
    const slug = match?.[2];
    if (!match || slug === undefined || found.has(slug)) continue;
    found.set(slug, { slug, visible: match[1] !== "-", opacity: Math.min(100, Number(match[3] ?? 100)) / 100 });
  }
  return [...found.values()];
}

/** The layers as `parseLayers` reads them. */
export function formatLayers(layers: readonly LayerState[]): string {
  return layers
    .map(({ slug, visible, opacity }) => {
      const percent = Math.round(opacity * 100);
      return `${visible ? "" : "-"}${slug}${percent === 100 ? "" : `~${String(percent)}`}`;
    })
    .join(",");
}

/** The camera in the query, or null when it is not whole or out of range. */
export function parseCamera(query: URLSearchParams): Camera | null {
  const [latitude, longitude, zoom] = ["lat", "lon", "z"].map((name) => Number(query.get(name) ?? Number.NaN));
  if (latitude === undefined || longitude === undefined || zoom === undefined) return null;
  const within = Math.abs(latitude) <= 85.06 && Math.abs(longitude) <= 180 && zoom >= 0 && zoom <= 24;
  return within ? { latitude, longitude, zoom } : null;
}

/** A query with what is shown put in place; other parameters stay. */
export function withView(query: string, layers: readonly LayerState[], camera: Camera | null): string {
  const changed = new URLSearchParams(query);
  changed.set("l", formatLayers(layers));
  if (camera) {
    changed.set("lat", camera.latitude.toFixed(5));
    changed.set("lon", camera.longitude.toFixed(5));
    changed.set("z", camera.zoom.toFixed(2));
  }
  return changed.toString().replaceAll("%2C", ",").replaceAll("%7E", "~");
}
