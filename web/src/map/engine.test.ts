import { afterEach, expect, test } from "vitest";
import { hasWebGl, reachable } from "./engine.ts";

afterEach(() => {
  delete document.documentElement.dataset["base"];
  delete document.documentElement.dataset["root"];
});

test.each([
  ["https://peta.kota.example/satupeta/d/jalan/style.json", `${location.origin}/satupeta/d/jalan/style.json`],
  ["https://lain.example/d/jalan/style.json", "https://lain.example/d/jalan/style.json"],
  ["/d/jalan/style.json", "/d/jalan/style.json"],
])("%s is reached at %s", (address, wanted) => {
  document.documentElement.dataset["base"] = "https://peta.kota.example/satupeta";
  document.documentElement.dataset["root"] = "/satupeta";
  expect(reachable(address)).toBe(wanted);
});

test("a browser without WebGL is known", () => {
  expect(hasWebGl()).toBe(false);
});
