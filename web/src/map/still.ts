/** The map where there is no WebGL: pictures that the node draws. */
import type { Feature, Geometry } from "geojson";
import type { StyleSpecification } from "maplibre-gl";
import { boxOf } from "./live.ts";
import { framed, fromMercator, pictureAddress, type Bounds } from "./picture.ts";
import type { Told } from "./told.ts";
import type { Camera } from "./view.ts";

const EARTH_M = 40_075_016.69;
const STEP_PX = 80;

/** Shows one picture of the box in view and asks for another one when it moves. */
export class Still {
  private readonly picture = document.createElement("img");
  private box: Bounds;
  private wanted = 0;

  constructor(
    private readonly place: HTMLElement,
    private readonly wms: string,
    private names: string,
    private readonly bounds: Bounds,
    label: string,
    private readonly told: Told,
  ) {
    this.box = framed(bounds, this.width, this.height);
    this.picture.className = "map__picture";
    this.picture.alt = label;
    this.picture.addEventListener("load", () => {
      this.told.ready();
    });
    place.tabIndex = 0;
    place.append(this.picture);
    place.addEventListener("keydown", (event) => {
      this.onKey(event);
    });
    place.addEventListener("click", (event) => {
      this.press(event);
    });
    this.show();
  }

  /** Moves one step in or out. */
  zoom(step: number): void {
    const scale = 2 ** -step / 2;
    const [x, y] = this.centre();
    const [width, height] = [this.box[2] - this.box[0], this.box[3] - this.box[1]];
    this.box = [x - width * scale, y - height * scale, x + width * scale, y + height * scale];
    this.show();
  }

  /** Shows everything again. */
  home(): void {
    this.box = framed(this.bounds, this.width, this.height);
    this.show();
  }

  /** Where the picture looks. */
  camera(): Camera {
    const [longitude, latitude] = fromMercator(...this.centre());
    return { longitude, latitude, zoom: Math.log2(EARTH_M / (512 * this.metresPerPixel)) };
  }

  /** Draws other things. */
  restyle(_style: StyleSpecification, names: string): void {
    this.names = names;
    this.show();
  }

  /** Moves to features; the picture itself carries no mark. */
  select(features: Feature<Geometry>[], show: boolean): void {
    const box = show ? boxOf(features) : null;
    if (!box) return;
    this.box = framed(box, this.width, this.height, 0.3);
    this.show();
  }

  /** Takes the picture away. */
  remove(): void {
    clearTimeout(this.wanted);
    this.picture.remove();
  }

  private get width(): number {
    return Math.max(this.place.clientWidth, 64);
  }

  private get height(): number {
    return Math.max(this.place.clientHeight, 64);
  }

  private get metresPerPixel(): number {
    return (this.box[2] - this.box[0]) / this.width;
  }

  private centre(): [number, number] {
    return [(this.box[0] + this.box[2]) / 2, (this.box[1] + this.box[3]) / 2];
  }

  private move(right: number, up: number): void {
    const [x, y] = [right * STEP_PX * this.metresPerPixel, up * STEP_PX * this.metresPerPixel];
    this.box = [this.box[0] + x, this.box[1] + y, this.box[2] + x, this.box[3] + y];
    this.show();
  }

  private onKey(event: KeyboardEvent): void {
    const moves: Record<string, () => void> = {
      ArrowLeft: () => { this.move(-1, 0); },
      ArrowRight: () => { this.move(1, 0); },
      ArrowUp: () => { this.move(0, 1); },
      ArrowDown: () => { this.move(0, -1); },
      "+": () => { this.zoom(1); },
      "-": () => { this.zoom(-1); },
      "0": () => { this.home(); },
      Escape: () => { this.place.blur(); },
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  private press(event: MouseEvent): void {
    const frame = this.place.getBoundingClientRect();
    const x = this.box[0] + (event.clientX - frame.left) * this.metresPerPixel;
    const y = this.box[3] - (event.clientY - frame.top) * this.metresPerPixel;
    const [longitude, latitude] = fromMercator(x, y);
    this.told.point({ longitude, latitude, metresPerPixel: this.metresPerPixel });
  }

  private show(): void {
    clearTimeout(this.wanted);
    this.wanted = window.setTimeout(() => {
      if (this.names) this.picture.src = pictureAddress(this.wms, this.names, this.box, this.width, this.height);
      else this.picture.removeAttribute("src");
      const camera = this.camera();
      this.told.moved(camera, this.metresPerPixel * Math.cos((camera.latitude * Math.PI) / 180));
    }, 60);
  }
}
