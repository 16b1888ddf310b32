import type { Feature } from "geojson";
import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { fetchItems, type Item } from "../api/features.ts";
import { formatNumber, formatValue, say } from "../api/language.ts";
import { icon } from "./icon.ts";

/** One column. */
export interface Column {
  name: string;
  title: string;
  type: string;
}

/** Larger datasets keep the node's own order: sorting would have to fetch them whole. */
const SORT_LIMIT = 5000;

/**
 * The attribute table of a collection, read page by page; sorted here where the collection is small enough.
 *
 * `<satu-table items="/d/jalan/ogc/collections/jalan/items" columns='[{"name": …}]' count="104" size="10"></satu-table>`
 *
 * Fires `satu-select` with the feature of a pressed row.
 */
@customElement("satu-table")
export class SatuTable extends LitElement {
  /** Address of the items. */
  @property() items = "";
  /** The columns to show, in order. */
  @property({ type: Array }) columns: Column[] = [];
  /** How many rows there are. */
  @property({ type: Number }) count = 0;
  /** Rows on one page. */
  @property({ type: Number }) size = 10;
  /** What the table holds, for its caption. */
  @property() label = "";
  /** Id of the chosen feature. */
  @property({ attribute: false }) selected: Feature["id"] = undefined;

  @state() private rows: Item[] = [];
  @state() private offset = 0;
  @state() private order: { name: string; down: boolean } | null = null;
  @state() private failed = "";
  private whole: Promise<Item[]> | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  /** Shows the page that a feature lies on and marks it. */
  async reveal(id: Feature["id"]): Promise<void> {
    this.selected = id;
    if (this.rows.some((row) => row.id === id) || this.count > SORT_LIMIT) return;
    const place = (await this.sorted()).findIndex((row) => row.id === id);
    if (place < 0) return;
    this.offset = Math.floor(place / this.size) * this.size;
    await this.load();
  }

  protected override render() {
    if (this.failed) return html`<div class="err" role="alert">${this.failed}</div>`;
    return html`<div class="card card--clip"><div class="scroll-x" tabindex="0" role="region" aria-label=${this.label}>
        <table class="tbl" aria-rowcount=${this.count}><caption class="vh">${this.label}</caption>
          <thead><tr>${this.columns.map((column) => this.head(column))}</tr></thead>
          <tbody>${this.rows.map((row, index) => this.row(row, index))}</tbody>
        </table></div>${this.foot()}</div>`;
  }

  private head(column: Column) {
    const direction = this.order?.name === column.name ? (this.order.down ? "descending" : "ascending") : nothing;
    const words = html`${column.title || column.name}`;
    const can = this.count <= SORT_LIMIT;
    return html`<th scope="col" class=${isNumber(column) ? "n" : ""} aria-sort=${direction}>${can
      ? html`<button type="button" @click=${() => void this.sortBy(column.name)}>${words}${direction === nothing
          ? nothing
          : icon(direction === "ascending" ? "arrow-up" : "arrow-down")}</button>`
      : words}</th>`;
  }

  private row(row: Item, index: number) {
    const marked = row.id === this.selected;
    return html`<tr aria-selected=${marked ? "true" : nothing} aria-rowindex=${this.offset + index + 1} @click=${() => {
      this.choose(row);
    }}>${this.columns.map((column, place) => html`<td class=${isNumber(column) ? "n" : ""}>${place === 0
      ? html`<button type="button" class="linkish" @click=${(event: Event) => {
          event.stopPropagation();
          this.choose(row);
        }}>${formatValue(row.properties[column.name])}</button>`
      : cell(row, column)}</td>`)}</tr>`;
  }

  private foot() {
    const last = Math.min(this.offset + this.size, this.count);
    const text = this.count
      ? `${formatNumber(this.offset + 1)}–${formatNumber(last)} ${say("dari", "of")} ${formatNumber(this.count)}`
      : say("Tidak ada baris.", "No rows.");
    return html`<div class="row row--between tbl__f"><span class="small muted num" aria-live="polite">${text}</span>
      <div class="row">
        <button type="button" class="btn btn--s btn--icon btn--back" aria-label=${say("Sebelumnya", "Previous")} ?disabled=${this.offset === 0}
          @click=${() => void this.page(-1)}>${icon("left")}</button>
        <button type="button" class="btn btn--s btn--icon" aria-label=${say("Berikutnya", "Next")} ?disabled=${last >= this.count}
          @click=${() => void this.page(1)}>${icon("right")}</button>
      </div></div>`;
  }

  private choose(row: Item): void {
    this.selected = row.id;
    this.dispatchEvent(new CustomEvent("satu-select", { detail: row, bubbles: true }));
  }

  private async page(step: number): Promise<void> {
    this.offset = Math.max(0, this.offset + step * this.size);
    await this.load();
  }

  private async sortBy(name: string): Promise<void> {
    this.order = { name, down: this.order?.name === name && !this.order.down };
    this.offset = 0;
    await this.load();
  }

  private async load(): Promise<void> {
    try {
      if (this.order || this.whole) this.rows = (await this.sorted()).slice(this.offset, this.offset + this.size);
      else {
        const page = await fetchItems(this.items, this.size, this.offset);
        this.rows = page.items;
        this.count = page.matched;
      }
    } catch (error) {
      this.failed = error instanceof Error ? error.message : String(error);
    }
  }

  private async sorted(): Promise<Item[]> {
    this.whole ??= fetchItems(this.items, SORT_LIMIT).then((page) => page.items);
    const rows = await this.whole;
    const order = this.order;
    return order ? sortedBy(rows, order.name, order.down) : rows;
  }
}

/** Rows by one column: numbers by size, texts by the language's own order, empty ones last either way. */
export function sortedBy(rows: readonly Item[], name: string, down: boolean): Item[] {
  const compare = new Intl.Collator(document.documentElement.lang || "id", { numeric: true }).compare;
  return [...rows].sort((one, other) => {
    const [a, b] = [one.properties[name] ?? null, other.properties[name] ?? null];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const sign = down ? -1 : 1;
    return sign * (typeof a === "number" && typeof b === "number" ? a - b : compare(formatValue(a), formatValue(b)));
  });
}

function cell(row: Item, column: Column): string {
  return formatValue(row.properties[column.name]);
}

function isNumber(column: Column): boolean {
  return column.type === "integer" || column.type === "number";
}
