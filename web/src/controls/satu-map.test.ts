import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Still } from "../map/still.ts";
import { SatuMap, type MapPoint } from "./satu-map.ts";

const patience = { timeout: 20_000, interval: 5 };
const style = {
  version: 8,
  sources: { jalan: { type: "vector", url: "/d/jalan/tiles.json" } },
  layers: [{ id: "garis", type: "line", source: "jalan", "source-layer": "jalan" }],
};

beforeEach(() => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(style))));
});

afterEach(() => vi.unstubAllGlobals());
vi.setConfig({ testTimeout: 60_000 });

async function map(attributes: Record<string, string>): Promise<SatuMap> {
  const element = new SatuMap();
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.body.replaceChildren(element);
  await element.updateComplete;
  if (!("lazy" in attributes) && !("waits" in attributes)) await drawn(element);
  return element;
}

/** Waits for the picture and its scale, however long a busy machine takes. */
async function drawn(element: SatuMap): Promise<void> {
  await vi.waitFor(() => {
    expect(element.querySelector("img")?.src).toBeTruthy();
    expect(element.querySelector(".scale")).not.toBeNull();
  }, patience);
}

const road = { styles: "/d/jalan/style.json", names: "jalan", wms: "/wms", bounds: "106.5,-6.3,106.8,-6.1", label: "Peta jalan" };

test("without WebGL the node draws the picture", async () => {
  const element = await map(road);
  const picture = element.querySelector<HTMLImageElement>("img.map__picture");
  expect(picture?.alt).toBe("Peta jalan");
  expect(new URL(picture?.src ?? "").searchParams.get("LAYERS")).toBe("jalan");
  expect(element.querySelector(".scale")?.textContent).toMatch(/km/);
});

test("keys and buttons are described to who cannot see the map", async () => {
  const element = await map(road);
  const canvas = element.querySelector(".map__canvas");
  expect(element.querySelector(`#${canvas?.getAttribute("aria-describedby") ?? ""}`)?.textContent).toContain("Panah");
  expect([...element.querySelectorAll("button")].map((button) => button.getAttribute("aria-label"))).toEqual([
    "Perbesar", "Perkecil", "Seluruhnya",
  ]);
});

test("a lazy map waits for a touch, one that waits for its layers", async () => {
  const lazy = await map({ ...road, lazy: "" });
  expect(lazy.querySelector("img")).toBeNull();
  lazy.dispatchEvent(new Event("pointerenter"));
  await vi.waitFor(() => {
    expect(lazy.querySelector("img")).not.toBeNull();
  }, patience);
  const waiting = await map({ ...road, waits: "" });
  expect(waiting.currentCamera()).toBeNull();
  waiting.layers = [{ slug: "sungai", style: "/d/sungai/style.json", opacity: 1, visible: true }];
  await vi.waitFor(() => {
    expect(waiting.querySelector("img")?.src).toContain("LAYERS=sungai");
  }, patience);
});

test("hidden layers are left out of the picture", async () => {
  const element = await map(road);
  element.layers = [
    { slug: "jalan", style: "/d/jalan/style.json", opacity: 1, visible: false },
    { slug: "sungai", style: "/d/sungai/style.json", opacity: 1, visible: true },
  ];
  await vi.waitFor(() => {
    expect(element.querySelector("img")?.src).toContain("LAYERS=sungai&");
  }, patience);
});

test("a press tells the place", async () => {
  const element = await map(road);
  const told = vi.fn();
  element.addEventListener("satu-point", (event) => {
    told((event as CustomEvent<MapPoint>).detail);
  });
  element.querySelector(".map__canvas")?.dispatchEvent(new MouseEvent("click", { clientX: 10, clientY: 10 }));
  expect(told).toHaveBeenCalledOnce();
});

test("what cannot be loaded says why, and the rest is shown", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response('{"message": {"id": "Data ini terbatas."}}', { status: 401 })));
  const element = await map({ ...road, styles: "/d/rahasia/style.json" });
  expect(element.querySelector(".mapfoot")?.textContent).toContain("Data ini terbatas.");
  expect((element as unknown as { drawing: Still }).drawing).toBeDefined();
});
