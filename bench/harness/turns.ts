/** Repeated turns: an answer begins, sounds, and is interrupted by speech. How long until sound, how long until silence. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Measured } from './browser.ts';
import type { ScriptedServer } from './scripted-server.ts';
import type { TapEvent } from './tap.ts';

/** 200 ms ahead of what is played, as the service is: what is heard never waits for the network. */
const LEAD_DELTAS = 4;
const SOUNDING_MS = 350;
/** Spreads the interruptions over the audio device's period. */
const SPREAD_MS = 60;
/** Longer than any silence may take; also lets the speech that interrupted come to its end. */
const SILENT_MS = 450;

/** A silence is dated from the start of its device period, by a clock of whole milliseconds: it may seem to come a little early. */
const CLOCK_MS = 3;

export interface Turns {
  /** First delta sent → first sample that is not silence. */
  untilSound: number[];
  /** `speech_started` sent → the speakers silent for good. */
  untilSilence: number[];
  /** Turns in which it did not begin to sound, was silent already, or did not fall silent. */
  failed: number;
}

export async function measureTurns(server: ScriptedServer, page: Measured, count: number): Promise<Turns> {
  const turns: Turns = { untilSound: [], untilSilence: [], failed: 0 };
  for (let i = 0; i < count; i += 1) {
    await page.takeEvents();
    const { firstDeltaAtMs } = await server.ask('speak', { leadDeltas: LEAD_DELTAS, withTranscript: true });
    await sleep(SOUNDING_MS + (SPREAD_MS * i) / count);
    const { speechStartedAtMs } = await server.ask('interrupt', {});
    await sleep(SILENT_MS);
    const events = (await page.takeEvents()).filter(({ kind }) => kind !== 'click');
    const latencies = judge(events, firstDeltaAtMs, speechStartedAtMs);
    if (latencies) {
      turns.untilSound.push(latencies.untilSound);
      turns.untilSilence.push(latencies.untilSilence);
    } else {
      turns.failed += 1;
    }
  }
  return turns;
}

function judge(
  events: TapEvent[],
  firstDeltaAtMs: number,
  speechStartedAtMs: number,
): { untilSound: number; untilSilence: number } | null {
  const sound = events.find(({ kind }) => kind === 'sound');
  const [before, last] = events.slice(-2);
  // The last change of all is the silence for good; until then it must have been sounding.
  if (!sound || before?.kind !== 'sound' || last?.kind !== 'silence') return null;
  if (before.atMs > speechStartedAtMs || last.atMs < speechStartedAtMs - CLOCK_MS) return null;
  return { untilSound: sound.atMs - firstDeltaAtMs, untilSilence: last.atMs - speechStartedAtMs };
}
