/** What happened in a call, in a few lines for a person. Pure. */

import type { Spoken } from './caller.ts';
import { FRAME_BYTES, FRAME_MS } from './frame-ticker.ts';
import { type LineEvent, isSound } from './telephone.ts';

export interface CallFacts {
  /** What went into the caller's ear, μ-law. */
  heard: Uint8Array;
  spoken: readonly Spoken[];
  events: readonly LineEvent[];
}

const BYTES_PER_MS = FRAME_BYTES / FRAME_MS;

export function callReport({ heard, spoken, events }: CallFacts): string[] {
  const lines = [`The call lasted ${seconds(heard.length / BYTES_PER_MS)}.`];
  const starts = soundStarts(heard);
  const [greeting] = starts;
  const [first] = spoken;
  if (greeting !== undefined && (first === undefined || greeting < first.fromMs)) {
    lines.push(`The other end spoke first, after ${seconds(greeting)}.`);
  }
  for (const [index, { fromMs, toMs }] of spoken.entries()) {
    const words = `You spoke from ${seconds(fromMs)} to ${seconds(toMs)}`;
    const answer = starts.find((atMs) => atMs >= toMs);
    const next = spoken[index + 1];
    const isAnswered = answer !== undefined && (next === undefined || answer < next.fromMs);
    lines.push(
      isAnswered
        ? `${words}; the answer came after ${seconds(answer - toMs)}.`
        : `${words}; no answer was heard.`,
    );
  }
  for (const event of events) lines.push(...wordsOf(event));
  return lines;
}

function wordsOf(event: LineEvent): string[] {
  const at = `At ${seconds(event.atMs)}`;
  switch (event.kind) {
    case 'clear':
      return [
        `${at} the answer was cut off: ${seconds(event.droppedBytes / BYTES_PER_MS)} of what had been sent was not heard.`,
      ];
    case 'fault':
      return [`${at} the relay sent ${event.problem}, which Twilio would not take.`];
    case 'stream-ended':
      return [
        event.by === 'caller' ? `${at} you hung up.` : `${at} the other end closed the line (${event.code}).`,
      ];
    case 'verb':
      // The stream itself says enough.
      return event.name === 'Connect' || event.name === 'Redirect'
        ? []
        : [`TwiML: ${event.name}${event.text === '' ? '' : ` “${event.text}”`}.`];
    case 'mark':
      return [];
  }
}

/** Milliseconds at which sound begins after at least 400 ms without. */
function soundStarts(heard: Uint8Array): number[] {
  const starts: number[] = [];
  let silentFrames = Infinity;
  for (let frame = 0; (frame + 1) * FRAME_BYTES <= heard.length; frame += 1) {
    const sounds = isSound(heard.subarray(frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES));
    if (sounds && silentFrames * FRAME_MS >= 400) starts.push(frame * FRAME_MS);
    silentFrames = sounds ? 0 : silentFrames + 1;
  }
  return starts;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
