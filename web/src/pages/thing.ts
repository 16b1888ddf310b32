/** The page of a dataset: map and table choose the same thing. */
import type { Item } from "../api/features.ts";
import { fetchJson } from "../api/features.ts";
import type { SatuMap, MapPoint } from "../controls/satu-map.ts";
import type { SatuTable } from "../controls/satu-table.ts";
import { pointAddress } from "../map/picture.ts";
import { reachable } from "../map/engine.ts";

const KEPT = "satupeta-twin";

/** Wires the parts of the page. */
export function start(): void {
  const map = document.querySelector<SatuMap>("satu-map");
  const table = document.querySelector<SatuTable>("satu-table");
  if (map && table) {
    table.addEventListener("satu-select", (event) => {
      const item = (event as CustomEvent<Item>).detail;
      if (item.geometry) void map.select([{ ...item, geometry: item.geometry }], true);
    });
    map.addEventListener("satu-point", (event) => void choose((event as CustomEvent<MapPoint>).detail, map, table));
  }
  startTwin();
}

/** Marks what was pressed on the map, in the map and in the table. */
async function choose(point: MapPoint, map: SatuMap, table: SatuTable): Promise<void> {
  const address = pointAddress(reachable(map.wms), map.names, [point.longitude, point.latitude], point.metresPerPixel, 1);
  const answer = await fetchJson<{ features: Item[] }>(address);
  const item = answer.features[0];
  await map.select(item?.geometry ? [{ ...item, geometry: item.geometry }] : []);
  await table.reveal(item?.id);
}

/** The switch between map, both and table; remembered on this device. */
function startTwin(): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>("[data-twin]")];
  const show = (choice: string): void => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset["twin"] === choice));
    for (const part of document.querySelectorAll<HTMLElement>("[data-part]")) {
      part.hidden = choice !== "both" && part.dataset["part"] !== choice;
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const choice = button.dataset["twin"] ?? "both";
      localStorage.setItem(KEPT, choice);
      show(choice);
    });
  }
  if (buttons.length) show(localStorage.getItem(KEPT) ?? "both");
}
