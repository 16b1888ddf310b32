import type { Feature } from "geojson";
import { expect, test } from "vitest";
import { boxOf, describe as nameOf } from "./live.ts";

const polygon: Feature = {
  type: "Feature",
  geometry: { type: "Polygon", coordinates: [[[106, -6], [107, -6], [107, -7], [106, -6]]] },
  properties: { kode: "36.71", nama_kel: "Cipondoh" },
};

test("the box of features holds all their coordinates", () => {
  const point: Feature = { type: "Feature", geometry: { type: "Point", coordinates: [110, -1] }, properties: {} };
  expect(boxOf([polygon, point])).toEqual([106, -7, 110, -1]);
  expect(boxOf([])).toBeNull();
});

test.each([
  [{ kode: "36.71", nama_kel: "Cipondoh" }, "Cipondoh"],
  [{ luas: 2, kode: "36.71" }, "36.71"],
  [{ luas: 2.5 }, "2,5"],
  [{}, "Benda tanpa nama"],
])("a feature with %o is called %s", (properties, name) => {
  expect(nameOf({ ...polygon, properties })).toBe(name);
});
