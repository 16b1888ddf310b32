/** Pictures that the node draws: the map where there is no WebGL, and questions about a point. */
import { withQuery } from "../api/features.ts";

/** West, south, east, north. */
export type Bounds = [number, number, number, number];

const RADIUS_M = 6378137;

/** Longitude and latitude in degrees to metres of Web Mercator (EPSG:3857). */
export function toMercator(longitude: number, latitude: number): [number, number] {
  const y = Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360));
  return [(longitude * Math.PI * RADIUS_M) / 180, y * RADIUS_M];
}

/** Metres of Web Mercator to longitude and latitude in degrees. */
export function fromMercator(x: number, y: number): [number, number] {
  return [(x / RADIUS_M) * (180 / Math.PI), (2 * Math.atan(Math.exp(y / RADIUS_M)) - Math.PI / 2) * (180 / Math.PI)];
}

/** Degrees `west,south,east,north` as a box in Web Mercator, or null when it is none. */
export function parseBounds(text: string): Bounds | null {
  const [west, south, east, north] = text.split(",").map(Number);
  if (west === undefined || south === undefined || east === undefined || north === undefined) return null;
  return west < east && south < north ? [west, south, east, north] : null;
}

/** The smallest box in Web Mercator of the shape `width` by `height` that holds `bounds` (degrees) with a margin. */
export function framed(bounds: Bounds, width: number, height: number, margin = 0.06): Bounds {
  const [west, south] = toMercator(bounds[0], bounds[1]);
  const [east, north] = toMercator(bounds[2], bounds[3]);
  const metresPerPixel = Math.max((east - west) / width, (north - south) / height, 0.01) * (1 + 2 * margin);
  const [x, y] = [(west + east) / 2, (south + north) / 2];
  const [halfWidth, halfHeight] = [(metresPerPixel * width) / 2, (metresPerPixel * height) / 2];
  return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
}

/** The address of a picture (WMS 1.3.0, 7.3) of a box in Web Mercator. */
export function pictureAddress(wms: string, layers: string, box: Bounds, width: number, height: number): string {
  return withQuery(wms, {
    ...commonQuery("GetMap", layers, box),
    WIDTH: Math.round(width),
    HEIGHT: Math.round(height),
    TRANSPARENT: "TRUE",
    FORMAT: "image/png",
  });
}

/** The address that tells what lies at a point (WMS 1.3.0, 7.4): longitude, latitude and the metres a pixel spans. */
export function pointAddress(
  wms: string,
  layers: string,
  point: [number, number],
  metresPerPixel: number,
  limit = 5,
): string {
  const [x, y] = toMercator(...point);
  const half = 50.5 * metresPerPixel;
  return withQuery(wms, {
    ...commonQuery("GetFeatureInfo", layers, [x - half, y - half, x + half, y + half]),
    WIDTH: 101,
    HEIGHT: 101,
    FORMAT: "image/png",
    QUERY_LAYERS: layers,
    INFO_FORMAT: "application/geo+json",
    I: 50,
    J: 50,
    FEATURE_COUNT: limit,
  });
}

function commonQuery(request: string, layers: string, box: Bounds): Record<string, string> {
  return {
    SERVICE: "WMS",
    VERSION: "1.3.0",
    REQUEST: request,
    LAYERS: layers,
    STYLES: "",
    CRS: "EPSG:3857",
    BBOX: box.map((value) => value.toFixed(2)).join(","),
  };
}
