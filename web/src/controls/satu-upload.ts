import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { formatBytes, formatNumber, say } from "../api/language.ts";
import { sendFile, type Upload } from "../api/upload.ts";
import { icon } from "./icon.ts";

/**
 * Where a file is dropped or chosen; sends it, tells how far it is, can be cancelled, then goes to its page.
 *
 * `<satu-upload address="/api/v1/uploads" ticket="…" next="/unggah/" limit="5368709120"></satu-upload>`
 */
@customElement("satu-upload")
export class SatuUpload extends LitElement {
  /** Where the file is sent. */
  @property() address = "";
  /** Admits one file. */
  @property() ticket = "";
  /** Address that the id of the publication is put behind. */
  @property() next = "";
  /** The largest file that is taken, in bytes. */
  @property({ type: Number }) limit = 0;

  @state() private file: File | null = null;
  @state() private sent = 0;
  @state() private over = false;
  @state() private failed = "";
  private upload: Upload | undefined;
  private startedAt = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("dragover", this.onDrag);
    document.addEventListener("dragleave", this.onLeave);
    document.addEventListener("drop", this.onDrop);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("dragover", this.onDrag);
    document.removeEventListener("dragleave", this.onLeave);
    document.removeEventListener("drop", this.onDrop);
    this.upload?.cancel();
  }

  /** Sends a file and goes to the page of its publication. */
  async send(file: File): Promise<void> {
    this.failed = "";
    if (this.limit && file.size > this.limit) {
      const [size, limit] = [formatBytes(file.size), formatBytes(this.limit)];
      this.failed = say(`${file.name} berukuran ${size}; batasnya ${limit}.`, `${file.name} has ${size}; the limit is ${limit}.`);
      return;
    }
    this.file = file;
    this.sent = 0;
    this.startedAt = performance.now();
    this.upload = sendFile(this.address, this.ticket, file, (sent) => {
      this.sent = sent;
    });
    try {
      location.assign(this.next + (await this.upload.done));
    } catch (error) {
      this.file = null;
      this.failed = error instanceof Error ? error.message : String(error);
    }
  }

  protected override render() {
    return html`<div class="dropzone ${this.over ? "dropzone--over" : ""}">${icon("up")}<div class="grow">
        ${this.file ? this.going(this.file) : this.waiting()}</div>
        ${this.file
          ? html`<button type="button" class="btn" @click=${() => this.upload?.cancel()}>${say("Batalkan", "Cancel")}</button>`
          : html`<button type="button" class="btn btn--main" @click=${this.open}>${say("Pilih berkas", "Choose a file")}</button>`}
        <input class="vh" type="file" tabindex="-1" aria-label=${say("Berkas", "File")} accept=".zip,.gpkg,.geojson,.json,.csv" @change=${this.onChoice}></div>
      ${this.failed ? html`<div class="err" role="alert">${this.failed}</div>` : nothing}`;
  }

  private waiting() {
    return html`<b>${say("Letakkan berkas di sini", "Drop a file here")}</b>
      <small>${say(
        "Shapefile dalam zip, GeoPackage, GeoJSON, atau CSV. Yang meragukan ditanyakan dulu sebelum terbit.",
        "Zipped shapefile, GeoPackage, GeoJSON, or CSV. What is doubtful is asked before anything is published.",
      )}</small>`;
  }

  private going(file: File) {
    const seconds = (performance.now() - this.startedAt) / 1000;
    const rate = seconds > 0.5 ? this.sent / seconds : 0;
    const left = rate ? Math.ceil((file.size - this.sent) / rate) : 0;
    const bytes = `${formatBytes(this.sent)} ${say("dari", "of")} ${formatBytes(file.size)}`;
    const speed = rate ? ` · ${formatBytes(rate)}/s · ${formatNumber(left)} s` : "";
    return html`<b>${file.name}</b><div class="dropzone__state"><progress class="bar-p" max=${Math.max(file.size, 1)} .value=${this.sent}
        aria-label=${file.name}></progress></div><small class="num">${bytes}${speed}</small>`;
  }

  private readonly open = (): void => {
    this.querySelector<HTMLInputElement>("input[type=file]")?.click();
  };

  private readonly onChoice = (event: Event): void => {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (file) void this.send(file);
  };

  private readonly onDrag = (event: DragEvent): void => {
    event.preventDefault();
    this.over = true;
  };

  private readonly onLeave = (event: DragEvent): void => {
    if (!event.relatedTarget) this.over = false;
  };

  private readonly onDrop = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    const file = event.dataTransfer?.files[0];
    if (file && !this.file) void this.send(file);
  };
}
