/**
 * A conversation of any length as its server sees it: questions and answers every twelve seconds, some of them interrupted, some with a
 * call of a tool. Its clock is the audio that it was sent, so it keeps step with whatever microphone is at the other end. Pure.
 */

import {
  type Answer,
  answerBegins,
  answerEnds,
  audioDelta,
  DELTA_MS,
  newId,
  type ServerEvent,
  speechEnds,
  speechStarted,
  toolCall,
  transcriptDelta,
  transcription,
} from '../wire-events.ts';

const TURN_MS = 12_000;
/** From the start of a turn, by the clock of the input. */
const SPEECH_MS = 3000;
const CREATED_MS = 3150;
const TRANSCRIBED_MS = 3400;
const FIRST_DELTA_MS = 3600;
/** An answer of six seconds comes three times faster than it plays. */
const ANSWER_DELTAS = 120;
const DELTA_PERIOD_MS = DELTA_MS / 3;
/** The last answer is still playing then, or, sooner, still coming. */
const INTERRUPTED_AFTER_MS = 7500;
const CUT_AFTER_MS = 4600;
const WORDS = 'So the short of it is that every answer has a few dozen words of no great weight. '.split(
  /(?<= )/,
);

type Kind = 'heard' | 'interrupted' | 'cut' | 'tool';
/** Over and over. Stretches that are compared begin with a round, so that the same happens in them. */
const ROUND: readonly Kind[] = ['heard', 'interrupted', 'tool', 'heard', 'heard', 'cut'];
export const TURNS_PER_ROUND = ROUND.length;

interface Step {
  atMs: number;
  events: () => ServerEvent[];
}

export class HourScript {
  #steps: Step[] = [];
  #turns = 0;
  #nextTurnMs: number;
  #lastItemId: string | null;
  #nowMs: number;

  constructor(inputMs: number, lastItemId: string | null) {
    this.#nextTurnMs = inputMs + 500;
    this.#nowMs = inputMs;
    this.#lastItemId = lastItemId;
  }

  /** Turns that have begun. */
  get turns(): number {
    return this.#turns;
  }

  /** What the server sends once it was sent `inputMs` of audio. */
  take(inputMs: number): ServerEvent[] {
    this.#nowMs = inputMs;
    if (inputMs >= this.#nextTurnMs) this.#plan(this.#nextTurnMs);
    const due = this.#steps.filter(({ atMs }) => atMs <= inputMs);
    if (due.length === 0) return [];
    this.#steps = this.#steps.filter(({ atMs }) => atMs > inputMs);
    return due.flatMap(({ events }) => events());
  }

  /** The client asked for an answer: the one that follows a tool's output. */
  create(): void {
    this.#answer(this.#nowMs, ANSWER_DELTAS / 4, 'completed');
  }

  #plan(startMs: number): void {
    const kind = ROUND[this.#turns % TURNS_PER_ROUND] ?? 'heard';
    this.#turns += 1;
    const itemId = newId('item');
    const before = this.#lastItemId;
    this.#lastItemId = itemId;
    this.#at(startMs, () => [speechStarted(itemId, startMs)]);
    this.#at(startMs + SPEECH_MS, () => speechEnds(itemId, before, startMs + SPEECH_MS));
    this.#at(startMs + TRANSCRIBED_MS, () => transcription(itemId, 'What happened in this turn, and why?'));
    this.#nextTurnMs = startMs + TURN_MS;
    if (kind === 'tool') {
      const call = this.#newAnswer();
      this.#at(startMs + CREATED_MS, () =>
        toolCall(call, 'set_memory', { key: 'turn', value: String(this.#turns) }),
      );
      return;
    }
    if (kind === 'interrupted') this.#nextTurnMs = startMs + INTERRUPTED_AFTER_MS;
    if (kind === 'cut') this.#nextTurnMs = startMs + CUT_AFTER_MS;
    this.#answer(startMs + CREATED_MS, ANSWER_DELTAS, kind === 'cut' ? 'cancelled' : 'completed');
  }

  /** A cancelled answer ends with the start of the next turn, whatever it had left to say. */
  #answer(createdMs: number, deltas: number, ending: 'completed' | 'cancelled'): void {
    const answer = this.#newAnswer();
    this.#at(createdMs, () => answerBegins(answer, 'audio'));
    const firstMs = createdMs + FIRST_DELTA_MS - CREATED_MS;
    const lastMs = ending === 'cancelled' ? this.#nextTurnMs : firstMs + deltas * DELTA_PERIOD_MS;
    let text = '';
    for (let i = 0; i < deltas && firstMs + i * DELTA_PERIOD_MS < lastMs; i += 1) {
      const word = i % 4 === 0 ? (WORDS[(i / 4) % WORDS.length] ?? '') : '';
      text += word;
      this.#at(firstMs + i * DELTA_PERIOD_MS, () => [
        audioDelta(answer),
        ...(word === '' ? [] : [transcriptDelta(answer, word)]),
      ]);
    }
    this.#at(lastMs, () => answerEnds(answer, 'audio', ending, text));
  }

  #newAnswer(): Answer {
    const answer = { responseId: newId('resp'), itemId: newId('item'), previousItemId: this.#lastItemId };
    this.#lastItemId = answer.itemId;
    return answer;
  }

  /** Steps of equal time keep the order in which they were planned. */
  #at(atMs: number, events: () => ServerEvent[]): void {
    const behind = this.#steps.findIndex((step) => step.atMs > atMs);
    this.#steps.splice(behind < 0 ? this.#steps.length : behind, 0, { atMs, events });
  }
}
