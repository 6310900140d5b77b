/** Recordings of the caller: from a WAV file to what a telephone carries, and back. */

import { readFileSync, writeFileSync } from 'node:fs';
import { changeRate } from '../../../src/dsp/change-rate.ts';
import { decodeG711, encodeG711 } from '../../../src/dsp/g711.ts';
import { floatToPcm16, pcm16ToFloat } from '../../../src/dsp/pcm16.ts';
import { PHONE_RATE_HZ } from '../../../src/dsp/phone-audio.ts';
import { readMonoWav } from '../../../src/recording/wav-reader.ts';
import { wavHeader } from '../../../src/recording/wav.ts';

/** μ-law at 8 kHz; null when the file is no WAV of mono PCM16. Throws when it cannot be read. */
export function readTelephoneSpeech(path: string): Uint8Array<ArrayBuffer> | null {
  const wav = readMonoWav(readFileSync(path));
  if (wav === null) return null;
  const wide = new Float32Array(wav.pcm16.length);
  pcm16ToFloat(wav.pcm16, wide);
  const narrow = changeRate(wide, wav.sampleRateHz, PHONE_RATE_HZ);
  const pcm16 = new Int16Array(narrow.length);
  floatToPcm16(narrow, pcm16);
  return encodeG711(pcm16, 'ulaw');
}

export function writeTelephoneSpeech(path: string, ulaw: Uint8Array): void {
  const pcm16 = decodeG711(ulaw, 'ulaw');
  const header = wavHeader({ sampleRateHz: PHONE_RATE_HZ, channels: 1, frames: pcm16.length });
  writeFileSync(path, Buffer.concat([header, new Uint8Array(pcm16.buffer)]));
}
