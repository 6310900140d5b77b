/**
 * Plays two recorded voices on one clock, one on each side, from any moment on. Reads a few seconds ahead and holds no more. Owns its nodes;
 * where the sound comes from is given to it.
 */

import { pcm16ToFloat } from '../dsp/pcm16.ts';
import type { Clock } from '../lib/clock.ts';
import { Scope } from '../lib/scope.ts';

const RATE_HZ = 24_000;
const PIECE_MS = 1000;
/** Read ahead of what sounds. */
const AHEAD_MS = 3000;
const TICK_MS = 100;
/** The last of what is still growing may lack one side. */
const BEHIND_MS = 400;
const LEAST_PIECE_MS = 200;
/** From a piece's being there to its sounding, so that its start is not cut. */
const LEAD_SECONDS = 0.03;
const STOP_FADE_SECONDS = 0.005;

export interface StereoPiece {
  /** PCM16 at 24 kHz, of equal length. */
  left: Int16Array;
  right: Int16Array;
}

export interface StereoSource {
  /** From one time to another, in milliseconds. */
  read: (fromMs: number, toMs: number) => Promise<StereoPiece>;
  /** Where the recording ends, as far as it goes by now. */
  endMs: () => number;
  /** There is more to come: what has caught up waits for it, and stays a little behind. */
  isGrowing: () => boolean;
}

export interface Playing {
  /** What is heard at the moment, in the recording's time. */
  positionMs(): number;
  /** Within 5 ms; may be called at any time. */
  stop(): void;
}

interface Piece {
  atSeconds: number;
  fromMs: number;
  lengthMs: number;
  node: AudioBufferSourceNode;
}

export class StereoPlayer {
  readonly #context: AudioContext;
  readonly #destination: AudioNode;
  readonly #clock: Clock;
  readonly #stops = new Set<() => void>();

  constructor(context: AudioContext, destination: AudioNode, clock: Clock) {
    this.#context = context;
    this.#destination = destination;
    this.#clock = clock;
  }

  /** `onEnded` is called once: at the end of the recording, when it cannot be read, or when it was stopped. */
  play(fromMs: number, source: StereoSource, onEnded: (error: unknown) => void): Playing {
    const context = this.#context;
    const scope = new Scope(this.#clock);
    const gain = context.createGain();
    gain.connect(this.#destination);
    const pieces: Piece[] = [];
    let readMs = fromMs;
    let isReading = false;

    const finish = (error: unknown) => {
      if (scope.disposed) return;
      scope.dispose();
      this.#stops.delete(stop);
      const now = context.currentTime;
      gain.gain.setValueAtTime(1, now);
      gain.gain.linearRampToValueAtTime(0, now + STOP_FADE_SECONDS);
      for (const { node } of pieces) node.stop(now + STOP_FADE_SECONDS);
      onEnded(error);
    };

    const positionMs = (): number => {
      const now = context.currentTime;
      const piece = pieces.findLast(({ atSeconds }) => atSeconds <= now) ?? pieces[0];
      if (!piece) return fromMs;
      return piece.fromMs + Math.min(piece.lengthMs, Math.max(0, (now - piece.atSeconds) * 1000));
    };

    const fill = async (): Promise<void> => {
      if (isReading) return;
      const isGrowing = source.isGrowing();
      const endMs = source.endMs() - (isGrowing ? BEHIND_MS : 0);
      if (isGrowing && endMs - readMs < LEAST_PIECE_MS) return;
      if (readMs >= endMs) {
        if (positionMs() >= endMs) finish(null);
        return;
      }
      if (readMs - positionMs() >= AHEAD_MS) return;
      isReading = true;
      const toMs = Math.min(readMs + PIECE_MS, endMs);
      try {
        const piece = await source.read(readMs, toMs);
        if (scope.disposed) return;
        const last = pieces.at(-1);
        const dueSeconds = last ? last.atSeconds + last.lengthMs / 1000 : 0;
        const atSeconds = Math.max(dueSeconds, context.currentTime + LEAD_SECONDS);
        const node = this.#schedule(piece, atSeconds, gain);
        pieces.push({ atSeconds, fromMs: readMs, lengthMs: toMs - readMs, node });
        // What has sounded is of no more use but to say where we are.
        if (pieces.length > 8) pieces.shift();
        readMs = toMs;
      } catch (error) {
        finish(error);
      } finally {
        isReading = false;
      }
      if (!scope.disposed) void fill();
    };

    const stop = () => finish(null);
    this.#stops.add(stop);
    scope.every(TICK_MS, () => void fill());
    void fill();
    return { positionMs, stop };
  }

  stopAll(): void {
    for (const stop of [...this.#stops]) stop();
  }

  #schedule({ left, right }: StereoPiece, atSeconds: number, destination: AudioNode): AudioBufferSourceNode {
    const buffer = this.#context.createBuffer(2, Math.max(1, left.length), RATE_HZ);
    pcm16ToFloat(left, buffer.getChannelData(0));
    pcm16ToFloat(right, buffer.getChannelData(1));
    const node = this.#context.createBufferSource();
    node.buffer = buffer;
    node.connect(destination);
    node.addEventListener('ended', () => node.disconnect());
    node.start(atSeconds);
    return node;
  }
}
