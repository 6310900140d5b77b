/**
 * The sound of the load: frames of 20 ms of μ-law, each of which says whose it is, its number, and when it was sent. The stamp is in the
 * audio itself, because nothing else of a message comes through.
 */

export const FRAME_BYTES = 160;
const STAMP_BYTES = 12;

export interface Stamp {
  call: number;
  sequence: number;
  /** Microseconds of `performance.now()`, modulo 2 ** 32. */
  sentAtUs: number;
}

/** Quiet noise: what follows a stamp in every frame. */
const REST = Buffer.alloc(FRAME_BYTES - STAMP_BYTES).map((_, n) => 0x70 + (n % 16));

/** Base64 of `frames` frames in a row, numbered from `sequence` on. */
export function stampedSound({ call, sequence, sentAtUs }: Stamp, frames: number): string {
  const sound = Buffer.allocUnsafe(frames * FRAME_BYTES);
  for (let frame = 0; frame < frames; frame += 1) {
    const at = frame * FRAME_BYTES;
    sound.writeUInt32BE(call, at);
    sound.writeUInt32BE(sequence + frame, at + 4);
    sound.writeUInt32BE(sentAtUs, at + 8);
    sound.set(REST, at + STAMP_BYTES);
  }
  return sound.toString('base64');
}

/** The stamps in a piece of sound; null for each frame that is none of ours or has changed on its way. */
export function readSound(audioBase64: string): (Stamp | null)[] {
  const sound = Buffer.from(audioBase64, 'base64');
  const stamps: (Stamp | null)[] = [];
  for (let at = 0; at < sound.length; at += FRAME_BYTES) {
    const rest = sound.subarray(at + STAMP_BYTES, at + FRAME_BYTES);
    stamps.push(
      rest.equals(REST)
        ? {
            call: sound.readUInt32BE(at),
            sequence: sound.readUInt32BE(at + 4),
            sentAtUs: sound.readUInt32BE(at + 8),
          }
        : null,
    );
  }
  return stamps;
}

/** Microseconds on the one clock of both ends, modulo 2 ** 32. */
export function nowUs(): number {
  return Math.round(performance.now() * 1000) >>> 0;
}
