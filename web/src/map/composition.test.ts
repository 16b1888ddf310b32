import { expect, test } from "vitest";
import type { StyleSpecification } from "maplibre-gl";
import { compose, faded } from "./composition.ts";

const ground = { out: "#e7e8e3", land: "#f8f6f1", line: "#8f897d" };
const document: StyleSpecification = {
  version: 8,
  sources: { data: { type: "vector", url: "https://peta.example/d/jalan/tiles.json" } },
  layers: [
    { id: "paper", type: "background" },
    { id: "a", type: "fill", source: "data", "source-layer": "jalan", paint: { "fill-opacity": 0.8 } },
    { id: "b", type: "circle", source: "data", "source-layer": "jalan" },
  ],
};

test("things keep apart under their keys, without their own background", () => {
  const style = compose(ground, [], [
    { key: "jalan", document, opacity: 1, visible: true },
    { key: "sungai", document, opacity: 1, visible: false },
  ]);
  expect(Object.keys(style.sources)).toEqual(["jalan/data", "sungai/data"]);
  expect(style.layers.map((layer) => layer.id)).toEqual(["ground", "jalan/a", "jalan/b", "sungai/a", "sungai/b"]);
  expect(style.layers[3]).toMatchObject({ source: "sungai/data", layout: { visibility: "none" } });
});

test("a thing's opacity multiplies what its style says", () => {
  const style = compose(ground, [], [{ key: "jalan", document, opacity: 0.5, visible: true }]);
  expect(style.layers[1]).toMatchObject({ paint: { "fill-opacity": 0.4 } });
  expect(style.layers[2]).toMatchObject({ paint: { "circle-opacity": 0.5, "circle-stroke-opacity": 0.5 } });
});

test("only the finest base part is filled", () => {
  const base = [
    { tilejson: "https://peta.example/a", layer: "kota" },
    { tilejson: "https://peta.example/b", layer: "kecamatan" },
  ];
  expect(compose(ground, base, []).layers.map((layer) => layer.type)).toEqual(["background", "line", "fill", "line"]);
});

test.each([
  [0.8, 1, 0.8],
  [undefined, 0.5, 0.5],
  [["get", "o"], 0.5, ["*", ["get", "o"], 0.5]],
])("%o at %d gives %o", (value, opacity, wanted) => {
  expect(faded(value, opacity)).toEqual(wanted);
});
