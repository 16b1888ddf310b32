import { expect, test, vi } from "vitest";
import { SatuCopy } from "./satu-copy.ts";

test("a press copies the value and says so", async () => {
  const writeText = vi.fn(() => Promise.resolve());
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  const element = new SatuCopy();
  Object.assign(element, { value: "https://peta.example/wms", label: "Salin alamat WMS" });
  document.body.append(element);
  await element.updateComplete;
  const button = element.querySelector("button");
  expect(button?.getAttribute("aria-label")).toBe("Salin alamat WMS");
  button?.click();
  await vi.waitFor(() => {
    expect(element.querySelector("[role=status]")?.textContent).toBe("Disalin");
  });
  expect(writeText).toHaveBeenCalledWith("https://peta.example/wms");
});
