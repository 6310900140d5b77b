/** What stands between a client that does not speak GA and an upstream that speaks nothing else. GA clients have none. */

import { randomBytes } from 'node:crypto';
import { BetaTranslator, type Translated } from '../../../src/protocol/beta/translator.ts';
import type { Frame } from '../frame-queue.ts';

export interface Passed {
  toServer: Frame[];
  toClient: Frame[];
}

/** One per connection. Takes a frame of one side; the frames that come of it go where it says, in order. */
export interface Dialect {
  fromClient(frame: Frame): Passed;
  fromServer(frame: Frame): Passed;
}

/** Binary frames pass untouched, and so do text frames that the translation leaves as they are. */
export function betaDialect(): Dialect {
  const translator = new BetaTranslator((prefix) => `${prefix}_relay_${randomBytes(8).toString('hex')}`);
  return {
    fromClient(frame) {
      if (frame.isBinary) return { toServer: [frame], toClient: [] };
      const text = frame.bytes.toString();
      return passed(translator.fromClient(text), text, frame);
    },
    fromServer(frame) {
      if (frame.isBinary) return { toServer: [], toClient: [frame] };
      const text = frame.bytes.toString();
      return passed(translator.fromServer(text), text, frame);
    },
  };
}

function passed({ toServer, toClient }: Translated, text: string, frame: Frame): Passed {
  const frameOf = (each: string): Frame =>
    each === text ? frame : { bytes: Buffer.from(each), isBinary: false };
  return { toServer: toServer.map(frameOf), toClient: toClient.map(frameOf) };
}
