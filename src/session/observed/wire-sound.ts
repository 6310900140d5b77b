/**
 * The sound of an observed session, whatever its wire holds, as PCM16 at 24 kHz. Which format that is its server says; until then, and for
 * formats that nobody here can read, it is taken for PCM16. Owns the streams of telephone audio.
 */

import { decodeBase64 } from '../../dsp/base64.ts';
import type { Law } from '../../dsp/g711.ts';
import { PhoneDecoder } from '../../dsp/phone-audio.ts';
import { decodePcm16, encodePcm16 } from '../../dsp/pcm16-base64.ts';
import type { AudioBlock } from '../audio-format.ts';

/** What a microphone gave. */
export interface Heard {
  pcm16: Int16Array<ArrayBuffer>;
  /** The same as it was on the wire where the core measures that: without the lag of a filter. */
  block: AudioBlock;
}

interface PhoneStream {
  law: Law;
  decoder: PhoneDecoder;
}

/** In the core's word or the server's own. */
const LAWS: Readonly<Record<string, Law>> = { ulaw: 'ulaw', 'audio/pcmu': 'ulaw', 'audio/pcma': 'alaw' };

export class WireSound {
  #input: PhoneStream | null = null;
  #output: PhoneStream | null = null;

  /** The server's word about its formats; null = it does not say. */
  told({ input, output }: { input: string | null; output: string | null }): void {
    this.#input = streamOf(input);
    this.#output = streamOf(output);
  }

  /** Samples at 24 kHz in so many bytes of the client's sound. */
  inputSamples(bytes: number): number {
    return this.#input === null ? bytes >> 1 : bytes * 3;
  }

  /** What the client sent; null when it is not base64. */
  input(audioBase64: string): Heard | null {
    if (this.#input === null) {
      const pcm16 = decodePcm16(audioBase64);
      return pcm16 && { pcm16, block: pcm16 };
    }
    const bytes = decodeBase64(audioBase64);
    if (bytes === null) return null;
    const pcm16 = this.#input.decoder.decode(bytes);
    return { pcm16, block: this.#input.law === 'ulaw' ? bytes : pcm16 };
  }

  /** A delta of the server's as if it were PCM16. */
  output(audioBase64: string): string {
    const bytes = this.#output && decodeBase64(audioBase64);
    return this.#output && bytes ? encodePcm16(this.#output.decoder.decode(bytes)) : audioBase64;
  }
}

function streamOf(format: string | null): PhoneStream | null {
  const law = format === null ? undefined : LAWS[format];
  return law === undefined ? null : { law, decoder: new PhoneDecoder(law) };
}
