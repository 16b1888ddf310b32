import { expect, test } from "vitest";
import { framed, fromMercator, parseBounds, pictureAddress, pointAddress, toMercator } from "./picture.ts";

test("Mercator goes there and back", () => {
  const [x, y] = toMercator(106.64, -6.18);
  expect(x).toBeCloseTo(11871110.5, 0);
  expect(fromMercator(x, y).map((value) => value.toFixed(9))).toEqual(["106.640000000", "-6.180000000"]);
});

test.each([
  ["106.5,-6.3,106.8,-6.1", [106.5, -6.3, 106.8, -6.1]],
  ["106.8,-6.3,106.5,-6.1", null],
  ["1,2,3", null],
  ["a,b,c,d", null],
])("the box of %s", (text, wanted) => {
  expect(parseBounds(text)).toEqual(wanted);
});

test("a framed box has the picture's shape and holds the bounds", () => {
  const [west, south, east, north] = framed([106.5, -6.3, 106.8, -6.1], 300, 100);
  expect((east - west) / (north - south)).toBeCloseTo(3, 6);
  expect(west).toBeLessThan(toMercator(106.5, 0)[0]);
  expect(north).toBeGreaterThan(toMercator(0, -6.1)[1]);
});

test("a picture is asked for in Web Mercator", () => {
  const url = new URL(pictureAddress("https://peta.example/wms", "a,b", [0, 0, 200, 100], 200, 100));
  expect(Object.fromEntries(url.searchParams)).toMatchObject({ CRS: "EPSG:3857", BBOX: "0.00,0.00,200.00,100.00", WIDTH: "200" });
});

test("the point asked about is the middle pixel", () => {
  const query = new URL(pointAddress("https://peta.example/wms", "a", [0, 0], 2)).searchParams;
  expect([query.get("BBOX"), query.get("I"), query.get("WIDTH")]).toEqual(["-101.00,-101.00,101.00,101.00", "50", "101"]);
});
