import { afterEach, expect, test, vi } from "vitest";
import { SatuIdentify } from "./satu-identify.ts";

afterEach(() => vi.unstubAllGlobals());

async function asked(answers: Record<string, Response>): Promise<{ element: SatuIdentify; found: unknown[] }> {
  vi.stubGlobal("fetch", (address: string) =>
    Promise.resolve(answers[new URL(address).searchParams.get("LAYERS") ?? ""] ?? new Response("", { status: 500 })),
  );
  const element = new SatuIdentify();
  element.wms = "https://peta.example/wms";
  element.layers = Object.keys(answers).map((slug) => ({ slug, title: slug, release: "R7", page: `/d/${slug}` }));
  const found: unknown[] = [];
  element.addEventListener("satu-found", (event) => found.push((event as CustomEvent<unknown>).detail));
  document.body.replaceChildren(element);
  await element.ask({ longitude: 106.64, latitude: -6.18, metresPerPixel: 10 });
  await element.updateComplete;
  return { element, found };
}

const collection = (...features: unknown[]): Response => new Response(JSON.stringify({ type: "FeatureCollection", features }));
const cipondoh = { type: "Feature", id: 1, geometry: null, properties: { nama: "Cipondoh", luas: 2.5 } };

test("the card answers first, then lists the fields with their release", async () => {
  const { element, found } = await asked({ kelurahan: collection(cipondoh), jalan: collection() });
  expect(element.querySelector("h2")?.textContent).toBe("Cipondoh");
  expect([...element.querySelectorAll("h3 a")].map((node) => node.textContent)).toEqual(["kelurahan"]);
  expect([...element.querySelectorAll("dd")].map((node) => node.textContent)).toEqual(["Cipondoh", "2,5"]);
  expect(found).toEqual([[cipondoh]]);
});

test("an empty place says so, and a layer that fails says why", async () => {
  const refusal = new Response('{"message": {"id": "Data ini terbatas."}}', { status: 401 });
  const { element } = await asked({ kelurahan: collection(), rahasia: refusal });
  expect(element.querySelector("h2")?.textContent).toBe("Tidak ada apa pun di titik ini");
  expect(element.querySelector(".err")?.textContent).toBe("Data ini terbatas.");
});

test("Esc closes the card", async () => {
  const { element } = await asked({ kelurahan: collection(cipondoh) });
  element.querySelector("section")?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  await element.updateComplete;
  expect(element.querySelector("section")).toBeNull();
});
