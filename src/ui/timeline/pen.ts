/** The few shapes that marks are made of, in the theme's colours. Positions are device pixels, sizes CSS pixels. */

import type { ColourName, Palette } from './palette.ts';

export class Pen {
  readonly #context: CanvasRenderingContext2D;
  readonly #palette: Palette;
  readonly #pixelRatio: number;

  constructor(context: CanvasRenderingContext2D, palette: Palette, pixelRatio: number) {
    this.#context = context;
    this.#palette = palette;
    this.#pixelRatio = pixelRatio;
  }

  /** So many CSS pixels in device pixels. */
  px(size: number): number {
    return size * this.#pixelRatio;
  }

  vertical(x: number, top: number, bottom: number, colour: ColourName, width: number): void {
    this.#context.fillStyle = this.#palette.colour[colour];
    this.#context.fillRect(x, top, Math.max(1, Math.round(this.px(width))), bottom - top);
  }

  /** A broken line from top to bottom. */
  dashes(x: number, top: number, bottom: number, colour: ColourName, width: number): void {
    const dash = Math.max(2, Math.round(this.px(4)));
    const thickness = Math.max(1, Math.round(this.px(width)));
    this.#context.fillStyle = this.#palette.colour[colour];
    for (let y = top; y < bottom; y += dash * 2) {
      this.#context.fillRect(x, y, thickness, Math.min(dash, bottom - y));
    }
  }

  /** A dotted line to the right, `thickness` high. */
  dots(from: number, to: number, y: number, thickness: number, colour: ColourName): void {
    const size = Math.max(1, Math.round(this.px(thickness)));
    this.#context.fillStyle = this.#palette.colour[colour];
    for (let x = from; x < to; x += size * 2) this.#context.fillRect(x, y, Math.min(size, to - x), size);
  }

  ring(x: number, y: number, radius: number, colour: ColourName): void {
    const context = this.#context;
    context.beginPath();
    context.arc(x, y, this.px(radius), 0, Math.PI * 2);
    context.fillStyle = this.#palette.colour.ground;
    context.fill();
    context.strokeStyle = this.#palette.colour[colour];
    context.lineWidth = this.px(1.5);
    context.stroke();
  }

  triangle(x: number, y: number, size: number, points: 'down' | 'up' | 'right', colour: ColourName): void {
    const context = this.#context;
    const half = this.px(size);
    context.beginPath();
    if (points === 'right') {
      context.moveTo(x, y - half);
      context.lineTo(x + half * 1.4, y);
      context.lineTo(x, y + half);
    } else {
      context.moveTo(x - half, y);
      context.lineTo(x + half, y);
      context.lineTo(x, points === 'down' ? y + half * 1.4 : y - half * 1.4);
    }
    context.closePath();
    context.fillStyle = this.#palette.colour[colour];
    context.fill();
  }

  /** A word in the wire's type, its baseline at `y`. */
  word(text: string, x: number, y: number, colour: ColourName): void {
    const context = this.#context;
    context.font = `${this.px(12)}px ${this.#palette.fontFamily}`;
    context.textAlign = 'left';
    context.textBaseline = 'alphabetic';
    context.fillStyle = this.#palette.colour[colour];
    context.fillText(text, x, y);
  }
}
