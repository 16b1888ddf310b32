import { expect, test, vi } from "vitest";
import { Still } from "./still.ts";

function still() {
  const place = document.createElement("div");
  Object.defineProperties(place, { clientWidth: { value: 400 }, clientHeight: { value: 200 } });
  document.body.append(place);
  const told = { point: vi.fn(), moved: vi.fn(), spoken: vi.fn(), ready: vi.fn() };
  const drawing = new Still(place, "https://peta.example/wms", "jalan", [106.5, -6.3, 106.8, -6.1], "Peta jalan", told);
  return { place, told, drawing };
}

async function address(place: HTMLElement): Promise<URLSearchParams> {
  await new Promise((done) => setTimeout(done, 90));
  return new URL(place.querySelector("img")?.src ?? "").searchParams;
}

test("the node is asked for a picture of the size of the place", async () => {
  const { place } = still();
  const query = await address(place);
  expect([query.get("LAYERS"), query.get("WIDTH"), query.get("HEIGHT")]).toEqual(["jalan", "400", "200"]);
  expect(place.querySelector("img")?.alt).toBe("Peta jalan");
});

test("keys and buttons move the picture", async () => {
  const { place, drawing } = still();
  const before = (await address(place)).get("BBOX")?.split(",").map(Number) ?? [];
  drawing.zoom(1);
  place.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
  const after = (await address(place)).get("BBOX")?.split(",").map(Number) ?? [];
  const width = (box: number[]): number => (box[2] ?? 0) - (box[0] ?? 0);
  expect(width(after)).toBeCloseTo(width(before) / 2, 0);
  expect((after[0] ?? 0) + (after[2] ?? 0)).toBeGreaterThan((before[0] ?? 0) + (before[2] ?? 0));
});

test("a press tells the place under it", async () => {
  const { place, told } = still();
  await address(place);
  place.dispatchEvent(new MouseEvent("click", { clientX: 200, clientY: 100 }));
  const [point] = told.point.mock.calls[0] as [{ longitude: number; latitude: number }];
  expect(point.longitude).toBeCloseTo(106.65, 6);
  expect(point.latitude).toBeCloseTo(-6.2, 3);
});
