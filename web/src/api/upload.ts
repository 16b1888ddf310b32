/** Sending a file to the node. */
import { messageOf } from "./features.ts";
import { say } from "./language.ts";

/** A file on its way. */
export interface Upload {
  /** The address of the publication it begins, or an error in the node's own words. */
  done: Promise<string>;
  cancel: () => void;
}

/** Told of the bytes that have gone out. */
export type Progress = (sent: number, total: number) => void;

/**
 * Sends one file as it is, with the one-use ticket that admits it.
 * @returns the id of the publication through `done`
 */
export function sendFile(address: string, ticket: string, file: File, progress: Progress): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<string>((resolve, reject) => {
    request.open("POST", `${address}?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("X-Upload-Ticket", ticket);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      progress(event.loaded, file.size);
    });
    request.addEventListener("load", () => {
      const answer = parsed(request.responseText);
      if (request.status < 300 && typeof answer?.["id"] === "string") resolve(answer["id"]);
      else reject(new Error(messageOf(answer) || `HTTP ${String(request.status)}`));
    });
    request.addEventListener("error", () => {
      reject(new Error(say("Sambungan terputus. Coba lagi. (UN-020)", "The connection was lost. Try again. (UN-020)")));
    });
    request.addEventListener("abort", () => {
      reject(new Error(say("Unggahan dibatalkan; tidak ada yang disimpan.", "The upload was cancelled; nothing was kept.")));
    });
    request.send(file);
  });
  return {
    done,
    cancel: () => {
      request.abort();
    },
  };
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}
