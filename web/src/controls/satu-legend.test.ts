import { expect, test } from "vitest";
import { SatuLegend, type LegendClass } from "./satu-legend.ts";

async function legend(classes: LegendClass[]): Promise<SatuLegend> {
  const element = new SatuLegend();
  element.classes = classes;
  document.body.append(element);
  await element.updateComplete;
  return element;
}

test("each class has its words and its symbols", async () => {
  const element = await legend([
    { title: "Jalan", swatches: [{ kind: "line", stroke: "#111111", width: 9 }, { kind: "line", stroke: "#eeeeee", width: 2 }] },
    { title: "Halte", swatches: [{ kind: "point", fill: "#2b48a1" }] },
  ]);
  expect([...element.querySelectorAll("li span")].map((node) => node.textContent)).toEqual(["Jalan", "Halte"]);
  expect([...element.querySelectorAll("path")].map((node) => node.getAttribute("stroke-width"))).toEqual(["5", "2"]);
  expect(element.querySelector("circle")?.getAttribute("fill")).toBe("#2b48a1");
});

test("many classes are folded", async () => {
  const many = Array.from({ length: 30 }, (_, index) => ({ title: String(index), swatches: [] }));
  const element = await legend(many);
  expect(element.querySelectorAll(":scope > ul > li").length).toBe(12);
  expect(element.querySelectorAll("details li").length).toBe(18);
});
