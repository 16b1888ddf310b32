import { afterEach, expect, test, vi } from "vitest";
import { fetchItems, messageOf, withQuery } from "./features.ts";

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: unknown) {
  const fetched = vi.fn<(address: string) => Promise<Response>>(() => Promise.resolve(new Response(JSON.stringify(body), { status })));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

test("query parameters join those already there", () => {
  expect(withQuery("https://peta.example/items?f=html&x=1", { f: "json", limit: 10 })).toBe(
    "https://peta.example/items?f=json&x=1&limit=10",
  );
});

test("a page of items tells how many there are", async () => {
  const fetched = answer(200, { type: "FeatureCollection", features: [{ id: 7 }], numberMatched: 104 });
  const page = await fetchItems("https://peta.example/items", 10, 20);
  expect(fetched.mock.calls[0]?.[0]).toBe("https://peta.example/items?f=json&limit=10&offset=20");
  expect(page).toEqual({ items: [{ id: 7 }], matched: 104 });
});

test("an error speaks in the node's own words", async () => {
  answer(404, { code: "AK-003", message: "Tidak ada.", advice: "Periksa ejaannya." });
  await expect(fetchItems("https://peta.example/items", 1)).rejects.toThrow("Tidak ada. Periksa ejaannya.");
});

test.each([
  [null, ""],
  ["text", ""],
  [{ error: { message: "Penuh." } }, "Penuh."],
  [{ detail: "a", message: "a" }, "a"],
  [{ message: { id: "Berkas kosong.", en: "Empty file." }, advice: { id: "Periksa.", en: "" } }, "Berkas kosong. Periksa."],
])("the message of %o is %s", (body, message) => {
  expect(messageOf(body)).toBe(message);
});
