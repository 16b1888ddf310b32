import type { Camera } from "./view.ts";

/** What a drawing tells the element that it lies in. */
export interface Told {
  point: (point: { longitude: number; latitude: number; metresPerPixel: number }) => void;
  moved: (camera: Camera, metresPerPixel: number) => void;
  spoken: (text: string) => void;
  ready: () => void;
}
