import { expect, test } from "vitest";
import { SatuLayers, type ListedLayer } from "./satu-layers.ts";

async function list(...slugs: string[]) {
  const element = new SatuLayers();
  element.layers = slugs.map((slug) => ({ slug, title: slug, visible: true, opacity: 1, legend: [], page: `/d/${slug}` }));
  const told: ListedLayer[][] = [];
  element.addEventListener("satu-layers", (event) => told.push((event as CustomEvent<ListedLayer[]>).detail));
  document.body.replaceChildren(element);
  await element.updateComplete;
  return { element, told };
}

const slugsOf = (layers: ListedLayer[] | undefined): string[] => (layers ?? []).map((layer) => layer.slug);

test("the topmost layer is the first in the list", async () => {
  const { element } = await list("jalan", "sungai");
  expect([...element.querySelectorAll(".lyr__t > span")].map((node) => node.textContent)).toEqual(["sungai", "jalan"]);
});

test("buttons and Alt with an arrow reorder, and say so", async () => {
  const { element, told } = await list("jalan", "sungai");
  element.querySelector<HTMLButtonElement>('[aria-label="Naikkan jalan"]')?.click();
  expect(slugsOf(told.at(-1))).toEqual(["sungai", "jalan"]);
  await element.updateComplete;
  expect(element.querySelector("[role=status]")?.textContent).toBe("jalan: 1 dari 2");
  element.querySelector("li")?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", altKey: true }));
  expect(slugsOf(told.at(-1))).toEqual(["jalan", "sungai"]);
});

test("switch, slider and removal change one layer", async () => {
  const { element, told } = await list("jalan", "sungai");
  const slider = element.querySelector<HTMLInputElement>('[aria-label="Kepekatan jalan"]');
  if (!slider) throw new Error("no slider");
  slider.value = "40";
  slider.dispatchEvent(new Event("input"));
  expect(told.at(-1)?.map((layer) => layer.opacity)).toEqual([0.4, 1]);
  await element.updateComplete;
  element.querySelector<HTMLInputElement>('[aria-label="Tampilkan jalan"]')?.click();
  expect(told.at(-1)?.map((layer) => layer.visible)).toEqual([false, true]);
  await element.updateComplete;
  element.querySelector<HTMLButtonElement>('[aria-label="Keluarkan sungai"]')?.click();
  expect(slugsOf(told.at(-1))).toEqual(["jalan"]);
});
