/**
 * A line over which one speaks in a telephone call: as an operator in the agent's place, or as the caller. Owns its socket. The microphone
 * goes up as PCM16 at 24 kHz, and what comes down as sound is for the ear.
 */

import { messageOf } from '../lib/errors.ts';
import type { Scope } from '../lib/scope.ts';
import { pcm16Of } from '../dsp/pcm16-base64.ts';

export interface VoiceLineDeps {
  url: string;
  scope: Scope;
  openSocket: (url: string) => WebSocket;
  /** A text frame: JSON, whatever it says. */
  onMessage: (message: unknown) => void;
  onSound: (pcm16: Int16Array<ArrayBuffer>) => void;
  /** Once, and not when the scope ends. `code`: of the close; 1006 for a line that never opened. */
  onEnd: (end: { code: number; reason: string }) => void;
}

export class VoiceLine {
  readonly #socket: WebSocket | null;

  constructor({ url, scope, openSocket, onMessage, onSound, onEnd }: VoiceLineDeps) {
    let socket: WebSocket;
    try {
      socket = openSocket(url);
    } catch (error) {
      this.#socket = null;
      onEnd({ code: 1006, reason: messageOf(error) });
      return;
    }
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    scope.add(() => socket.close());
    scope.listen<MessageEvent<unknown>>(socket, 'message', ({ data }) => {
      if (data instanceof ArrayBuffer) return onSound(pcm16Of(new Uint8Array(data)));
      const message = parsed(data);
      if (message !== null) onMessage(message);
    });
    scope.listen<CloseEvent>(socket, 'close', ({ code, reason }) => onEnd({ code, reason }));
  }

  /** A frame of the microphone; copied. */
  speak(pcm16: Int16Array<ArrayBuffer>): void {
    const socket = this.#socket;
    // Sending copies.
    if (socket?.readyState === socket?.OPEN) socket?.send(pcm16);
  }

  tell(message: object): void {
    const socket = this.#socket;
    if (socket?.readyState === socket?.OPEN) socket?.send(JSON.stringify(message));
  }
}

function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return null;
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
