import { beforeEach, expect, test } from "vitest";
import "./satu-search.ts";

function press(key: string, target: EventTarget = document.body): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}

beforeEach(() => {
  document.body.innerHTML = '<satu-search><form><input name="q"></form></satu-search><textarea></textarea>';
});

test("a slash brings the search field to the fore, but not while typing", () => {
  const input = document.querySelector("input");
  const area = document.querySelector("textarea");
  area?.focus();
  if (area) press("/", area);
  expect(document.activeElement).toBe(area);
  press("/");
  expect(document.activeElement).toBe(input);
});

test("Esc empties the field, then leaves it", () => {
  const input = document.querySelector("input");
  if (!input) throw new Error("no field");
  input.focus();
  input.value = "banjir";
  press("Escape", input);
  expect([input.value, document.activeElement === input]).toEqual(["", true]);
  press("Escape", input);
  expect(document.activeElement).not.toBe(input);
});
