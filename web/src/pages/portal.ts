/** Every page's script: parts are loaded when the page has them. */
import { keepSession } from "../api/session.ts";
import "../controls/satu-search.ts";

const PARTS: Record<string, () => Promise<unknown>> = {
  "satu-copy": () => import("../controls/satu-copy.ts"),
  "satu-identify": () => import("../controls/satu-identify.ts"),
  "satu-layers": () => import("../controls/satu-layers.ts"),
  "satu-legend": () => import("../controls/satu-legend.ts"),
  "satu-map": () => import("../controls/satu-map.ts"),
  "satu-table": () => import("../controls/satu-table.ts"),
  "satu-upload": () => import("../controls/satu-upload.ts"),
};

const PAGES: Record<string, () => Promise<{ start: () => void }>> = {
  publication: () => import("./publication.ts"),
  thing: () => import("./thing.ts"),
  viewer: () => import("./viewer.ts"),
};

const session = document.body.dataset["session"];
if (session) keepSession(session);
const parts = Object.entries(PARTS).filter(([name]) => document.querySelector(name));
const loaded = Promise.all(parts.map(([, load]) => load()));
const page = PAGES[document.body.dataset["page"] ?? ""];
if (page) void Promise.all([page(), loaded]).then(([{ start }]) => { start(); });
