import { html, LitElement } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { say } from "../api/language.ts";
import { icon } from "./icon.ts";

const SHOWN_MS = 2000;

/**
 * A button that copies a text.
 *
 * `<satu-copy value="https://…/wms" label="Salin alamat WMS"></satu-copy>`
 */
@customElement("satu-copy")
export class SatuCopy extends LitElement {
  /** What is copied. */
  @property() value = "";
  /** What the button does, for who cannot see its icon. */
  @property() label = "";
  @state() private copied = false;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render() {
    return html`<button type="button" class="btn btn--s ${this.copied ? "" : "btn--icon"}" @click=${this.copy}
        aria-label=${this.copied ? say("Disalin", "Copied") : this.label}>
        ${icon(this.copied ? "check" : "copy")}${this.copied ? say("Disalin", "Copied") : ""}
      </button><span class="vh" role="status">${this.copied ? say("Disalin", "Copied") : ""}</span>`;
  }

  private readonly copy = async (): Promise<void> => {
    await writeText(this.value);
    this.copied = true;
    setTimeout(() => {
      this.copied = false;
    }, SHOWN_MS);
  };
}

/** Copies where the clipboard may be written, else through a selection: plain http has no clipboard. */
async function writeText(text: string): Promise<void> {
  const clipboard = navigator.clipboard as Clipboard | undefined;
  try {
    if (clipboard) {
      await clipboard.writeText(text);
      return;
    }
  } catch {
    // Refused by the browser: the selection below still works.
  }
  const area = document.createElement("textarea");
  area.className = "vh";
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
