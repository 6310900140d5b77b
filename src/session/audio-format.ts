/**
 * How sound stands on a session's wire, both ways; its home chooses. Inside the core time is counted in samples at 24 kHz whatever the
 * wire holds, and G.711 passes as the bytes that it is.
 */

import { CORE_SAMPLE_RATE_HZ } from './types.ts';

/** PCM16 at 24 kHz, or G.711 μ-law at 8 kHz. */
export type AudioFormat = 'pcm16' | 'ulaw';

/** Sound in the session's format: samples of PCM16, or bytes of μ-law. */
export type AudioBlock = Int16Array | Uint8Array;

/** Of an element of a block: a sample, or a byte of G.711. */
export const RATE_HZ: Record<AudioFormat, number> = { pcm16: CORE_SAMPLE_RATE_HZ, ulaw: 8000 };

const BYTES_PER_ELEMENT: Record<AudioFormat, number> = { pcm16: 2, ulaw: 1 };

/** A block's length in samples of the core. */
export function coreSamples(block: AudioBlock, format: AudioFormat): number {
  return (block.length * CORE_SAMPLE_RATE_HZ) / RATE_HZ[format];
}

/** The same of so many bytes of the wire; a part of a sample at the end does not count. */
export function coreSamplesIn(bytes: number, format: AudioFormat): number {
  return (Math.floor(bytes / BYTES_PER_ELEMENT[format]) * CORE_SAMPLE_RATE_HZ) / RATE_HZ[format];
}

/** Whether the server's word about its formats is what was asked for. A server that says nothing has the API's default, PCM16. */
export function agrees(asked: AudioFormat, told: { input: string | null; output: string | null }): boolean {
  return (told.input ?? 'pcm16') === asked && (told.output ?? 'pcm16') === asked;
}
