import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepSession } from "./session.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("the session is renewed while the page stands open, until it is left", () => {
  const fetched = vi.fn(() => Promise.reject(new Error("offline")));
  vi.stubGlobal("fetch", fetched);
  const leave = keepSession("/api/v1/session", 1000);
  vi.advanceTimersByTime(2500);
  expect(fetched).toHaveBeenCalledTimes(2);
  leave();
  vi.advanceTimersByTime(5000);
  expect(fetched).toHaveBeenCalledTimes(2);
});
