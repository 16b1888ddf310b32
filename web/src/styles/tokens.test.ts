// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const blocks = [...css.matchAll(/([^{}]*)\{([^{}]*--page:[^{}]*)\}/g)].map(([, , body]) => tokens(body ?? ""));
const [light, dark, forced] = blocks;

function tokens(body: string): Record<string, string> {
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9A-F]{6})/gi)].map(([, name, value]) => [name, value]));
}

/** Relative luminance of a colour (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = parseInt(colour.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

test("there is a light block and two equal dark ones", () => {
  expect(blocks.length).toBe(3);
  expect(dark).toEqual(forced);
});

test.each([
  ["ink", "page", 4.5],
  ["ink2", "sunk", 4.5],
  ["ink3", "sunk", 4.5],
  ["river", "surface", 4.5],
  ["onriver", "river", 4.5],
  ["link", "page", 4.5],
  ["ok", "oktint", 4.5],
  ["warn", "warntint", 4.5],
  ["bad", "badtint", 4.5],
  ["info", "infotint", 4.5],
  ["kunyittext", "kunyittint", 4.5],
  ["onband", "band", 4.5],
  ["onband2", "band", 4.5],
  ["control", "sunk", 3],
  ["m-label", "m-land", 4.5],
  ["m-label2", "m-land", 4.5],
])("%s on %s is at least %d to 1 in both themes", (front, ground, least) => {
  for (const theme of [light, dark]) {
    expect(contrast(theme?.[front] ?? "", theme?.[ground] ?? "")).toBeGreaterThanOrEqual(least);
  }
});
