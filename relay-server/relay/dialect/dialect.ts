/** What stands between a client that does not speak GA and an upstream that speaks nothing else. GA clients have none. */

import { randomBytes } from 'node:crypto';
import { BetaTranslator, type Translated } from '../../../src/protocol/beta/translator.ts';
import { Frame } from '../frame.ts';
import { type Passed, type Stage, onlyToClient, onlyToServer } from '../stages.ts';

/** Binary frames pass untouched, and so do text frames that the translation leaves as they are. */
export function betaDialect(): Stage {
  const translator = new BetaTranslator((prefix) => `${prefix}_relay_${randomBytes(8).toString('hex')}`);
  return {
    fromClient(frame) {
      if (frame.isBinary) return onlyToServer(frame);
      const text = frame.bytes.toString();
      return passed(translator.fromClient(text), text, frame);
    },
    fromServer(frame) {
      if (frame.isBinary) return onlyToClient(frame);
      const text = frame.bytes.toString();
      return passed(translator.fromServer(text), text, frame);
    },
  };
}

function passed({ toServer, toClient }: Translated, text: string, frame: Frame): Passed {
  const frameOf = (each: string): Frame => (each === text ? frame : Frame.ofText(each));
  return { toServer: toServer.map(frameOf), toClient: toClient.map(frameOf) };
}
