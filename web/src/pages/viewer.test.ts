import { expect, test } from "vitest";
import { ordered } from "./viewer.ts";

const offered = ["jalan", "sungai"].map((slug) => ({
  slug, title: slug, style: `/d/${slug}/style.json`, page: `/d/${slug}`, release: "R1", legend: [], visible: true, opacity: 1,
}));

test("order, switches and opacities come from the address", () => {
  const layers = ordered(offered, "?l=-sungai~40,jalan,tiada");
  expect(layers.map(({ slug, visible, opacity }) => [slug, visible, opacity])).toEqual([
    ["sungai", false, 0.4],
    ["jalan", true, 1],
  ]);
});

test("without layers in the address those that the page offers stand on the map", () => {
  expect(ordered(offered, "?lat=-6.1").map(({ slug }) => slug)).toEqual(["jalan", "sungai"]);
  expect(ordered(offered, "?l=")).toEqual([]);
});
