/**
 * Calls from a browser: `/api/telephone`, a WebSocket on which a page speaks and listens as over a telephone line. Binary frames up are its
 * microphone, PCM16 at 24 kHz; binary frames down what the ear hears, 20 ms each, likewise. Text frames are `HandsetMessage` down and
 * `HandsetWish` up. Behind it is the telephone in the box, which calls this very relay as Twilio would.
 */

import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../src/lib/clock.ts';
import { messageOf } from '../../../src/lib/errors.ts';
import type { HandsetMessage } from '../../../src/lib/handset-messages.ts';
import { PhoneDecoder } from '../../../src/dsp/phone-audio.ts';
import { pcm16Of } from '../../../src/dsp/pcm16-base64.ts';
import type { AccessGate } from '../../access/access-gate.ts';
import { type OperatorSocket, OperatorSockets } from '../../access/operator-sockets.ts';
import { bufferOf } from '../../relay/socket-values.ts';
import { readHandsetWish } from './handset-wish.ts';
import { LiveVoice } from './live-voice.ts';
import type { Telephone, TelephoneOptions } from './telephone.ts';

const PATH = /^\/api\/telephone$/;
/** Half a second of sound; a frame has 960 bytes. */
const MAX_PAYLOAD_BYTES = 24_000;
/** Somebody who does not take what they hear has left. */
const MOST_UNSENT_BYTES = 2 ** 20;

export interface HandsetServerDeps {
  access: AccessGate;
  clock: Clock;
  /** A telephone of the box, connected to this relay. */
  newTelephone: (patch: Pick<TelephoneOptions, 'ids' | 'voice' | 'onHeard'>) => Promise<Telephone>;
  /** Whose calls these are: Twilio's name for the account, or what stands for it. */
  accountSid: string;
}

export function handsetServer({
  access,
  clock,
  newTelephone,
  accountSid,
}: HandsetServerDeps): OperatorSockets {
  const call = async ({ socket, scope, end }: OperatorSocket): Promise<void> => {
    const voice = new LiveVoice();
    const ear = new PhoneDecoder('ulaw');
    const callSid = sid('CA');
    const tell = (message: HandsetMessage) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    };
    const telephone = await newTelephone({
      ids: { accountSid, callSid, streamSid: sid('MZ') },
      voice: () => voice.due(),
      onHeard: (ulaw) => {
        if (socket.bufferedAmount > MOST_UNSENT_BYTES) return end(1008, 'what is heard is not taken');
        const pcm16 = ear.decode(ulaw);
        if (socket.readyState === socket.OPEN) socket.send(new Uint8Array(pcm16.buffer));
      },
    });
    socket.on('message', (bytes, isBinary) => {
      if (isBinary) return voice.speak(pcm16Of(new Uint8Array(bufferOf(bytes))));
      const wish = readHandsetWish(bufferOf(bytes).toString());
      if (wish === null) return end(1008, 'that is nothing that a handset wishes');
      if (wish.kind === 'hang-up') telephone.hangUp();
      else telephone.press(wish.keys);
    });
    scope.add(() => telephone.hangUp());
    tell({ kind: 'calling', callId: callSid });
    try {
      await telephone.call();
      const fault = telephone.events.find((event) => event.kind === 'fault');
      tell({ kind: 'ended', problem: fault?.kind === 'fault' ? fault.problem : null });
    } catch (error) {
      tell({ kind: 'ended', problem: messageOf(error) });
    }
    end(1000, 'the call is over');
  };
  return new OperatorSockets({
    access,
    clock,
    path: PATH,
    maxPayloadBytes: MAX_PAYLOAD_BYTES,
    onSocket: (opened) => void call(opened),
  });
}

const sid = (prefix: string) => `${prefix}${randomBytes(16).toString('hex')}`;
