/** Features as OGC API and GetFeatureInfo give them. */
import type { Feature, FeatureCollection, Geometry } from "geojson";
import { language } from "./language.ts";

/** A feature with its permanent id. */
export type Item = Feature<Geometry | null, Record<string, unknown>>;

/** One page of items with how many there are in all. */
export interface ItemPage {
  items: Item[];
  matched: number;
}

interface Answer extends FeatureCollection<Geometry | null, Record<string, unknown>> {
  numberMatched?: number;
}

/** An address with further query parameters; those already there stay. */
export function withQuery(address: string, query: Record<string, string | number>): string {
  const url = new URL(address, document.baseURI);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url.href;
}

/**
 * Items `offset` to `offset + limit` of a collection.
 * @throws Error with the node's own words when the answer is no collection.
 */
export async function fetchItems(address: string, limit: number, offset = 0): Promise<ItemPage> {
  const answer = await fetchJson<Answer>(withQuery(address, { f: "json", limit, offset }));
  return { items: answer.features as Item[], matched: answer.numberMatched ?? answer.features.length };
}

/**
 * JSON from an address of the node.
 * @throws Error with the message that the node gave, in the page's language.
 */
export async function fetchJson<T>(address: string): Promise<T> {
  const response = await fetch(address, {
    headers: { Accept: "application/geo+json, application/json", "Accept-Language": document.documentElement.lang },
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok || body === null) throw new Error(messageOf(body) || `HTTP ${String(response.status)}`);
  return body as T;
}

/** What an error answer of the node says in the page's language, or "" when it says nothing that we understand. */
export function messageOf(body: unknown): string {
  if (!isRecord(body)) return "";
  const told = isRecord(body["error"]) ? body["error"] : body;
  const parts = ["message", "detail", "description", "advice"].map((key) => inLanguage(told[key]));
  return [...new Set(parts.filter(Boolean))].join(" ");
}

function inLanguage(text: unknown): string {
  const chosen = isRecord(text) ? (text[language()] ?? text["id"]) : text;
  return typeof chosen === "string" ? chosen : "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
