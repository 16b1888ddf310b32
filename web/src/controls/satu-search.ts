/**
 * A search form that the key `/` brings to the fore and Esc empties, then leaves.
 *
 * `<satu-search><form role="search"><input name="q"></form></satu-search>`
 */
export class SatuSearch extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("keydown", this.onKey);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const input = this.querySelector("input");
    if (!input) return;
    if (event.key === "/" && !isTyping(event.target) && input.checkVisibility?.() !== false) {
      event.preventDefault();
      input.focus();
      input.select();
    } else if (event.key === "Escape" && event.target === input) {
      if (input.value) input.value = "";
      else input.blur();
    }
  };
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

if (!customElements.get("satu-search")) customElements.define("satu-search", SatuSearch);
