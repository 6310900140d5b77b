/**
 * The WebSocket by which an operator speaks in the agent's place: `/api/calls/ID/take-over`. Binary frames are their voice, PCM16 at
 * 24 kHz, little endian. As long as it is open they have the call; whatever closes it gives the call back.
 */

import type { Clock } from '../../../src/lib/clock.ts';
import { pcm16Of } from '../../../src/dsp/pcm16-base64.ts';
import { CALL_ENDS } from '../../../src/lib/call-words.ts';
import type { Operator, TakeOver, TakeOverEnd } from '../call/take-over.ts';
import type { AccessGate } from '../../access/access-gate.ts';
import { type OperatorSocket, OperatorSockets } from '../../access/operator-sockets.ts';
import { bufferOf } from '../../relay/socket-values.ts';

const PATH = /^\/api\/calls\/(CA[0-9a-f]{32})\/take-over$/;
/** Half a second of sound; a frame has 960 bytes. */
const MAX_PAYLOAD_BYTES = 24_000;

const END_WORDS: Record<TakeOverEnd, string> = {
  'given-back': 'the call was given back',
  'call-ends': 'the call has to end, and the agent says goodbye',
  'call-ended': 'the call is over',
};

export interface TakeOverServerDeps {
  access: AccessGate;
  clock: Clock;
  /** Null: not this call, or not now. */
  takeOver: (
    callSid: string,
    operator: Pick<Operator, 'by' | 'onEnd'>,
  ) => Pick<TakeOver, 'speak' | 'giveBack'> | null;
}

export function takeOverServer({ access, clock, takeOver }: TakeOverServerDeps): OperatorSockets {
  return new OperatorSockets({
    access,
    clock,
    path: PATH,
    maxPayloadBytes: MAX_PAYLOAD_BYTES,
    onSocket: ({ socket, client, id, scope, end }: OperatorSocket) => {
      const onEnd = (why: TakeOverEnd) => end(why === 'call-ends' ? CALL_ENDS : 1000, END_WORDS[why]);
      const taken = takeOver(id, { by: client.label, onEnd });
      if (taken === null) {
        end(4409, 'the call is not there, not connected yet, or somebody else has taken it over');
        return;
      }
      scope.add(() => taken.giveBack());
      // The page shows that it has the call only once it is so.
      socket.send(JSON.stringify({ kind: 'taken' }));
      socket.on('message', (bytes, isBinary) => {
        const pcm16 = isBinary ? pcm16Of(new Uint8Array(bufferOf(bytes))) : null;
        if (pcm16 === null) end(1008, 'only sound is taken: PCM16 at 24 kHz in binary frames');
        else taken.speak(pcm16);
      });
    },
  });
}
