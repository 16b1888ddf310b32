/** MapLibre, loaded when it is first needed. */
import type * as maplibre from "maplibre-gl";

/** The engine's module. */
export type Engine = typeof maplibre;

let loading: Promise<Engine> | undefined;

/** The engine with its worker at our own address: without that a map shows its ground and no feature. */
export function loadEngine(): Promise<Engine> {
  loading ??= Promise.all([
    import("maplibre-gl"),
    import("maplibre-gl/dist/maplibre-gl-worker.mjs?url"),
    import("maplibre-gl/dist/maplibre-gl.css"),
  ]).then(([engine, worker]) => {
    engine.setWorkerUrl(new URL(worker.default, import.meta.url).href);
    return engine;
  });
  return loading;
}

/** Whether this browser can draw a map itself. */
export function hasWebGl(): boolean {
  const canvas = document.createElement("canvas");
  return canvas.getContext("webgl2") !== null;
}

/** An address of the node as it is reached from here, whatever name the node gives itself. */
export function reachable(address: string): string {
  const base = document.documentElement.dataset["base"];
  const root = document.documentElement.dataset["root"] ?? "";
  return base && address.startsWith(base) ? `${location.origin}${root}${address.slice(base.length)}` : address;
}
