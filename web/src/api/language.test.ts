import { afterEach, expect, test } from "vitest";
import { formatBytes, formatNumber, formatPosition, formatValue, say } from "./language.ts";

afterEach(() => {
  document.documentElement.lang = "id";
});

test("texts and numbers follow the page's language", () => {
  document.documentElement.lang = "id";
  expect([say("rilis", "release"), formatNumber(1957349.25, 1)]).toEqual(["rilis", "1.957.349,3"]);
  document.documentElement.lang = "en";
  expect([say("rilis", "release"), formatNumber(1957349.25, 1)]).toEqual(["release", "1,957,349.3"]);
});

test.each([
  [0, "0\u00a0B"],
  [999, "999\u00a0B"],
  [1_100_000, "1,1\u00a0MB"],
  [5_000_000_000_000, "5.000\u00a0GB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test("a position is written in degrees, minutes and seconds", () => {
  expect(formatPosition(106.641222, -6.181139)).toBe("6°10′52,1″ LS 106°38′28,4″ BT");
  expect(formatPosition(-0.9999999, 0)).toBe("0°00′0″ LU 1°00′0″ BB");
});

test.each([
  [null, "–"],
  ["Cipondoh", "Cipondoh"],
  [1.5, "1,5"],
  [2003, "2003"],
  [1957349, "1.957.349"],
  [true, "ya"],
  [{ a: 1 }, '{"a":1}'],
])("%o reads as %s", (value, text) => {
  expect(formatValue(value)).toBe(text);
});
