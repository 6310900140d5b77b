/** One WebSocket message on its way through the relay. What it holds is looked at only when somebody asks, and then once. */

import { eventTypeOf } from './event-type.ts';

export class Frame {
  /** As it came from the socket; not copied, and not to be changed. */
  readonly bytes: Buffer;
  readonly isBinary: boolean;
  #eventType: string | null | undefined;

  constructor(bytes: Buffer, isBinary: boolean) {
    this.bytes = bytes;
    this.isBinary = isBinary;
  }

  static ofText(text: string): Frame {
    return new Frame(Buffer.from(text), false);
  }

  /** The `type` of the event; null when the frame is no JSON object with one. */
  get eventType(): string | null {
    if (this.#eventType === undefined) this.#eventType = this.isBinary ? null : eventTypeOf(this.bytes);
    return this.#eventType;
  }
}
