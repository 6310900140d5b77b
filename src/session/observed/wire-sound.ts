/**
 * The sound of an observed session, whatever its wire holds, as PCM16 at 24 kHz. Which format that is its server says; until then, and for
 * formats that nobody here can read, it is taken for PCM16. Owns the streams of telephone audio.
 */

import { decodeBase64 } from '../../dsp/base64.ts';
import type { Law } from '../../dsp/g711.ts';
import { PhoneDecoder } from '../../dsp/phone-audio.ts';
import { decodePcm16, encodePcm16 } from '../../dsp/pcm16-base64.ts';

/** In the core's word or the server's own. */
const LAWS: Readonly<Record<string, Law>> = { ulaw: 'ulaw', 'audio/pcmu': 'ulaw', 'audio/pcma': 'alaw' };

export class WireSound {
  #input: PhoneDecoder | null = null;
  #output: PhoneDecoder | null = null;

  /** The server's word about its formats; null = it does not say. */
  told({ input, output }: { input: string | null; output: string | null }): void {
    this.#input = decoderFor(input);
    this.#output = decoderFor(output);
  }

  /** What the client sent; null when it is not base64. */
  input(audioBase64: string): Int16Array<ArrayBuffer> | null {
    return this.#input === null ? decodePcm16(audioBase64) : decode(this.#input, audioBase64);
  }

  /** A delta of the server's as if it were PCM16. */
  output(audioBase64: string): string {
    const pcm16 = this.#output && decode(this.#output, audioBase64);
    return pcm16 === null ? audioBase64 : encodePcm16(pcm16);
  }
}

function decoderFor(format: string | null): PhoneDecoder | null {
  const law = format === null ? undefined : LAWS[format];
  return law === undefined ? null : new PhoneDecoder(law);
}

function decode(decoder: PhoneDecoder, audioBase64: string): Int16Array<ArrayBuffer> | null {
  const bytes = decodeBase64(audioBase64);
  return bytes === null ? null : decoder.decode(bytes);
}
