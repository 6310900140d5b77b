/**
 * What the relay takes from a client: text frames that hold one object, not too deep, not too large, and not too many bad ones. A frame
 * that is refused is answered with an `error` event and goes no further; the session lives on. Pure but for its count.
 */

import { type StructureFault, structureFault } from './event-type.ts';
import type { Frame } from './frame.ts';

export interface ClientBounds {
  /** Largest event: 15 MiB of audio as base64, and what stands around it. */
  maxEventBytes: number;
  maxJsonDepth: number;
  /** Refused frames, without a good one in between, after which the client is taken for broken. */
  maxRefusedInARow: number;
}

export interface Complaint {
  /** OpenAI's `error.code`. */
  code: 'invalid_json' | 'invalid_event' | 'event_too_large';
  message: string;
}

export class ClientGuard {
  readonly #bounds: ClientBounds;
  #refusedInARow = 0;

  constructor(bounds: ClientBounds) {
    this.#bounds = bounds;
  }

  /** No more will be taken from this client. */
  get hasHadEnough(): boolean {
    return this.#refusedInARow >= this.#bounds.maxRefusedInARow;
  }

  /** Null: the frame may pass. */
  judge(frame: Frame): Complaint | null {
    const complaint = this.#complaint(frame);
    this.#refusedInARow = complaint === null ? 0 : this.#refusedInARow + 1;
    return complaint;
  }

  #complaint({ bytes, isBinary }: Frame): Complaint | null {
    if (isBinary) return { code: 'invalid_event', message: BINARY };
    const { maxEventBytes, maxJsonDepth } = this.#bounds;
    if (bytes.length > maxEventBytes) {
      const limit = Math.floor(maxEventBytes / 2 ** 20);
      return {
        code: 'event_too_large',
        message: `An event may have ${limit} MiB, and this one has ${Math.ceil(bytes.length / 2 ** 20)}. Send audio in smaller pieces.`,
      };
    }
    const fault = structureFault(bytes, maxJsonDepth);
    return fault === null ? null : { code: 'invalid_json', message: words(fault, maxJsonDepth) };
  }
}

const BINARY =
  'Events are text frames with JSON; this frame was binary. Send audio as base64 inside an input_audio_buffer.append event.';

function words(fault: StructureFault, maxDepth: number): string {
  switch (fault) {
    case 'not-an-object':
      return 'An event is a JSON object; this frame holds none. Send one object a frame, such as {"type":"response.create"}.';
    case 'unfinished':
      return 'The event is not valid JSON: it ends before it is complete. Send each event whole, in one frame.';
    case 'more-than-one':
      return 'The event is not valid JSON: something follows after its end. Send one object a frame.';
    case 'too-deep':
      return `The event is nested more than ${maxDepth} levels deep. Send a flatter one.`;
  }
}
