/** Several style documents as one: each thing keeps its own sources and layers under its key. */
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";

/** One thing on the map. */
export interface MapPart {
  key: string;
  document: StyleSpecification;
  opacity: number;
  visible: boolean;
}

/** Colours under everything. */
export interface Ground {
  out: string;
  land: string;
  line: string;
}

/** A reference boundary that is drawn quietly under the things. */
export interface BasePart {
  tilejson: string;
  layer: string;
}

const OPACITIES = ["fill-opacity", "line-opacity", "circle-opacity", "icon-opacity", "raster-opacity"] as const;
const PAINTED: Record<string, readonly string[]> = {
  fill: ["fill-opacity"],
  line: ["line-opacity"],
  circle: ["circle-opacity", "circle-stroke-opacity"],
  symbol: ["icon-opacity"],
  raster: ["raster-opacity"],
};

/** The style of a whole map, `parts` from the bottom up, over the ground and the base. */
export function compose(ground: Ground, base: readonly BasePart[], parts: readonly MapPart[]): StyleSpecification {
  const style: StyleSpecification = {
    version: 8,
    sources: {},
    layers: [{ id: "ground", type: "background", paint: { "background-color": ground.out } }],
  };
  base.forEach((part, index) => {
    const source = `base/${String(index)}`;
    style.sources[source] = { type: "vector", url: part.tilejson };
    style.layers.push(...quietLayers(source, part.layer, ground, base.length - 1 - index));
  });
  for (const part of parts) {
    for (const [name, source] of Object.entries(part.document.sources)) style.sources[`${part.key}/${name}`] = source;
    style.layers.push(...part.document.layers.filter(isData).map((layer) => withKey(layer, part)));
  }
  return style;
}

/** The value of a paint property times the opacity of its thing. */
export function faded(value: unknown, opacity: number): unknown {
  if (opacity === 1) return value;
  if (value === undefined) return opacity;
  return typeof value === "number" ? value * opacity : ["*", value, opacity];
}

function isData(layer: LayerSpecification): boolean {
  return layer.type !== "background";
}

function withKey(layer: LayerSpecification, part: MapPart): LayerSpecification {
  const paint: Record<string, unknown> = { ...layer.paint };
  for (const property of PAINTED[layer.type] ?? OPACITIES) {
    const value = faded(paint[property], part.opacity);
    if (value !== undefined && part.opacity !== 1) paint[property] = value;
  }
  return {
    ...layer,
    id: `${part.key}/${layer.id}`,
    ...("source" in layer ? { source: `${part.key}/${layer.source}` } : {}),
    paint,
    layout: { ...layer.layout, visibility: part.visible ? "visible" : "none" },
  } as LayerSpecification;
}

/** Lines the finer the finer the boundaries; land only under the finest, so that the city stands out. */
function quietLayers(source: string, layer: string, ground: Ground, coarser: number): LayerSpecification[] {
  const line: LayerSpecification = {
    id: `${source}/line`,
    type: "line",
    source,
    "source-layer": layer,
    paint: { "line-color": ground.line, "line-width": 0.7 + 0.3 * coarser, "line-opacity": coarser ? 0.5 : 0.9 },
  };
  const fill: LayerSpecification = {
    id: `${source}/fill`,
    type: "fill",
    source,
    "source-layer": layer,
    paint: { "fill-color": ground.land },
  };
  return coarser === 0 ? [fill, line] : [line];
}
