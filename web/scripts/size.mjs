/** Fails when our own scripts, the map engine left aside, are larger than their budget. */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 120_000;
const folder = new URL("../../src/satupeta/control/static/satupeta/assets/", import.meta.url);
const own = readdirSync(folder).filter((name) => name.endsWith(".js") && !name.startsWith("maplibre-gl"));
const total = own.reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, folder))).length, 0);
console.log(`${own.length} scripts, ${total} bytes compressed, budget ${BUDGET_BYTES}`);
if (total > BUDGET_BYTES) process.exit(1);
