import { afterEach, expect, test, vi } from "vitest";
import type { Item } from "../api/features.ts";
import { SatuTable, sortedBy } from "./satu-table.ts";

const items: Item[] = ["Cipondoh", "Benda", null, "Periuk"].map((nama, index) => ({
  type: "Feature", id: index + 1, geometry: null, properties: { nama, luas: [2, 10, 1, null][index] },
}));

afterEach(() => vi.unstubAllGlobals());

function serve() {
  const fetched = vi.fn((address: string) => {
    const query = new URL(address).searchParams;
    const [offset, limit] = [Number(query.get("offset")), Number(query.get("limit"))];
    const features = items.slice(offset, offset + limit);
    return Promise.resolve(new Response(JSON.stringify({ type: "FeatureCollection", features, numberMatched: items.length })));
  });
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

async function table(): Promise<SatuTable> {
  const element = new SatuTable();
  Object.assign(element, {
    items: "https://peta.example/items", size: 2, count: 4,
    columns: [{ name: "nama", title: "Nama", type: "text" }, { name: "luas", title: "", type: "number" }],
  });
  document.body.replaceChildren(element);
  await settled(element);
  return element;
}

async function settled(element: SatuTable): Promise<void> {
  await new Promise((done) => setTimeout(done, 5));
  await element.updateComplete;
}

function names(element: SatuTable): string[] {
  return [...element.querySelectorAll("tbody td:first-child")].map((cell) => cell.textContent.trim());
}

test("pages are read one by one", async () => {
  const fetched = serve();
  const element = await table();
  expect(names(element)).toEqual(["Cipondoh", "Benda"]);
  element.querySelector<HTMLButtonElement>('button[aria-label="Berikutnya"]')?.click();
  await settled(element);
  expect(names(element)).toEqual(["–", "Periuk"]);
  expect(fetched.mock.calls.map(([address]) => new URL(address).searchParams.get("offset"))).toEqual(["0", "2"]);
});

test("a press on a heading sorts by it, a second one turns it around", async () => {
  serve();
  const element = await table();
  const sort = async (): Promise<string[]> => {
    element.querySelector<HTMLButtonElement>("th button")?.click();
    await settled(element);
    return names(element);
  };
  expect(await sort()).toEqual(["Benda", "Cipondoh"]);
  expect(await sort()).toEqual(["Periuk", "Cipondoh"]);
  expect(element.querySelector("th")?.getAttribute("aria-sort")).toBe("descending");
});

test("a feature that is revealed brings its page and is marked", async () => {
  serve();
  const element = await table();
  await element.reveal(4);
  await settled(element);
  expect(element.querySelector("tr[aria-selected=true]")?.textContent).toContain("Periuk");
});

test.each([
  [false, [3, 1, 2, 4]],
  [true, [2, 1, 3, 4]],
])("numbers sort by size, empty ones last (down: %s)", (down, ids) => {
  expect(sortedBy(items, "luas", down).map((item) => item.id)).toEqual(ids);
});

test("an error of the node is shown in its words", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response('{"message": {"id": "Data ini terbatas."}}', { status: 401 })));
  expect((await table()).querySelector("[role=alert]")?.textContent).toBe("Data ini terbatas.");
});
