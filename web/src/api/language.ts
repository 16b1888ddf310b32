/** The page's language and the formats that go with it. Machine formats are never localised. */
export type Language = "id" | "en";

/** The language of the page around us. */
export function language(): Language {
  return document.documentElement.lang.startsWith("en") ? "en" : "id";
}

/** One text in the page's language. */
export function say(id: string, en: string): string {
  return language() === "en" ? en : id;
}

/** A number with the language's own marks: `1.957.349` or `1,957,349`; with `min2` four digits stay together. */
export function formatNumber(value: number, decimals = 0, useGrouping: "auto" | "min2" = "auto"): string {
  const locale = language() === "en" ? "en-GB" : "id-ID";
  return new Intl.NumberFormat(locale, { maximumFractionDigits: decimals, useGrouping }).format(value);
}

/** A size in bytes as people say it: `1,1 MB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${formatNumber(bytes / 1000 ** step, step ? 1 : 0)}\u00a0${units[step] ?? ""}`;
}

/** A length in metres with its unit. */
export function formatLength(metres: number): string {
  return metres >= 1000 ? `${formatNumber(metres / 1000, 1)}\u00a0km` : `${formatNumber(metres)}\u00a0m`;
}

/** Longitude and latitude in degrees as `6°10′52″ LS 106°38′28″ BT`. */
export function formatPosition(longitude: number, latitude: number): string {
  const northSouth = latitude < 0 ? say("LS", "S") : say("LU", "N");
  const eastWest = longitude < 0 ? say("BB", "W") : say("BT", "E");
  return `${sexagesimal(latitude)} ${northSouth} ${sexagesimal(longitude)} ${eastWest}`;
}

/** An attribute's value as a person reads it. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "number") return formatNumber(value, 6, "min2"); // a year is a number too
  if (typeof value === "boolean") return value ? say("ya", "yes") : say("tidak", "no");
  return typeof value === "string" ? value : JSON.stringify(value);
}

function sexagesimal(degrees: number): string {
  const tenths = Math.round(Math.abs(degrees) * 36_000);
  const minutes = Math.floor(tenths / 600) % 60;
  const seconds = formatNumber((tenths % 600) / 10, 1);
  return `${String(Math.floor(tenths / 36_000))}°${String(minutes).padStart(2, "0")}′${seconds}″`;
}
