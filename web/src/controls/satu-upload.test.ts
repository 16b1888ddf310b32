import { afterEach, expect, test, vi } from "vitest";
import { SatuUpload } from "./satu-upload.ts";

afterEach(() => vi.unstubAllGlobals());

class Request {
  static sent: Request[] = [];
  upload = new EventTarget();
  headers: Record<string, string> = {};
  address = "";
  status = 0;
  responseText = "";
  private readonly heard = new EventTarget();

  open(_method: string, address: string): void {
    this.address = address;
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
  addEventListener(kind: string, listener: () => void): void {
    this.heard.addEventListener(kind, listener);
  }
  send(): void {
    Request.sent.push(this);
  }
  abort(): void {
    this.heard.dispatchEvent(new Event("abort"));
  }
  answer(status: number, body: unknown): void {
    Object.assign(this, { status, responseText: JSON.stringify(body) });
    this.heard.dispatchEvent(new Event("load"));
  }
}

async function sending(): Promise<{ element: SatuUpload; request: Request; done: Promise<void>; went: string[] }> {
  vi.stubGlobal("XMLHttpRequest", Request);
  const went: string[] = [];
  vi.stubGlobal("location", { assign: (address: string) => went.push(address) });
  const element = new SatuUpload();
  Object.assign(element, { address: "/api/v1/uploads", ticket: "t1", next: "/unggah/", limit: 100 });
  document.body.replaceChildren(element);
  const done = element.send(new File(["isi berkas"], "batas kota.zip"));
  await element.updateComplete;
  const request = Request.sent.at(-1);
  if (!request) throw new Error("nothing sent");
  return { element, request, done, went };
}

test("a file goes out with its ticket and name, then its page is shown", async () => {
  const { element, request, done, went } = await sending();
  expect([request.address, request.headers["X-Upload-Ticket"]]).toEqual(["/api/v1/uploads?name=batas%20kota.zip", "t1"]);
  request.upload.dispatchEvent(Object.assign(new Event("progress"), { loaded: 5 }));
  await element.updateComplete;
  expect(element.querySelector("progress")?.value).toBe(5);
  request.answer(201, { id: "abc" });
  await done;
  expect(went).toEqual(["/unggah/abc"]);
});

test("a refusal is shown in the node's words", async () => {
  const { element, request, done } = await sending();
  request.answer(413, { message: { id: "Berkas terlalu besar." } });
  await done;
  await element.updateComplete;
  expect(element.querySelector("[role=alert]")?.textContent).toBe("Berkas terlalu besar.");
});

test("what is cancelled says so", async () => {
  const { element, done } = await sending();
  element.querySelector<HTMLButtonElement>("button")?.click();
  await done;
  await element.updateComplete;
  expect(element.querySelector("[role=alert]")?.textContent).toContain("dibatalkan");
});

test("a file above the limit is not sent at all", async () => {
  const { element } = await sending();
  const before = Request.sent.length;
  await element.send(new File(["x".repeat(101)], "besar.zip"));
  await element.updateComplete;
  expect(Request.sent.length).toBe(before);
  expect(element.querySelector("[role=alert]")?.textContent).toContain("batasnya 100");
});
