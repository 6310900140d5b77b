/**
 * What an operator said in a call in the agent's place, as a voice of the other side: heard as it came. Each time that a call is taken over
 * is one voice; a pause within it is a pause in what is heard.
 */

import { decodeBase64 } from '../../dsp/base64.ts';
import { PhoneDecoder } from '../../dsp/phone-audio.ts';
import { CORE_SAMPLE_RATE_HZ } from '../types.ts';
import type { PlaybackFact } from './recorded-notes.ts';

/** Pieces come each 20 ms; what is further apart was a pause. */
const PAUSE_MS = 100;

interface Voice {
  itemId: string;
  decoder: PhoneDecoder;
  samples: number;
  /** When the last piece is heard to its end. */
  endMs: number;
}

export interface OperatorVoiceDeps {
  onSamples: (itemId: string, samples: Int16Array<ArrayBuffer>) => void;
  onPlayback: (fact: PlaybackFact) => void;
}

export class OperatorVoice {
  readonly #deps: OperatorVoiceDeps;
  #voice: Voice | null = null;

  constructor(deps: OperatorVoiceDeps) {
    this.#deps = deps;
  }

  /** `audioBase64`: μ-law at 8 kHz; what is none is passed over. `atMs`: when it went to the caller. */
  speaks(itemId: string, audioBase64: string, atMs: number): void {
    const ulaw = decodeBase64(audioBase64);
    if (ulaw === null || ulaw.length === 0) return;
    const { onSamples, onPlayback } = this.#deps;
    let voice = this.#voice;
    if (voice?.itemId !== itemId) {
      voice = { itemId, decoder: new PhoneDecoder('ulaw'), samples: 0, endMs: Number.NEGATIVE_INFINITY };
      this.#voice = voice;
    }
    const samples = voice.decoder.decode(ulaw);
    const lengthMs = (samples.length * 1000) / CORE_SAMPLE_RATE_HZ;
    if (atMs > voice.endMs + PAUSE_MS) {
      if (voice.samples > 0)
        onPlayback({ kind: 'underrun', itemId, atSample: voice.samples, atMs: voice.endMs });
      onPlayback({ kind: 'started', itemId, atSample: voice.samples, atMs });
      voice.endMs = atMs;
    }
    voice.samples += samples.length;
    voice.endMs += lengthMs;
    onSamples(itemId, samples);
    onPlayback({ kind: 'position', itemId, playedSamples: voice.samples });
  }
}
