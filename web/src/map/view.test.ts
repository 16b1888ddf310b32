import { expect, test } from "vitest";
import { formatLayers, parseCamera, parseLayers, withView } from "./view.ts";

test.each([
  ["jalan", "jalan"],
  ["jalan,-sungai~60", "jalan,-sungai~60"],
  ["jalan~100", "jalan"],
  ["jalan~900", "jalan"],
  ["jalan,jalan~20", "jalan"],
  ["../x,,JALAN,a b", ""],
])("%s reads and writes as %s", (text, wanted) => {
  expect(formatLayers(parseLayers(text))).toBe(wanted);
});

test.each([
  ["lat=-6.18&lon=106.64&z=12", { latitude: -6.18, longitude: 106.64, zoom: 12 }],
  ["lat=-6.18&lon=106.64", null],
  ["lat=-96&lon=106&z=1", null],
  ["lat=x&lon=106&z=1", null],
])("the camera of %s", (query, wanted) => {
  expect(parseCamera(new URLSearchParams(query))).toEqual(wanted);
});

test("what is shown joins the query and stays readable", () => {
  const query = withView("?q=a", parseLayers("jalan,sungai~5"), { latitude: -6, longitude: 106.5, zoom: 11 });
  expect(query).toBe("q=a&l=jalan,sungai~5&lat=-6.00000&lon=106.50000&z=11.00");
});
