/** A seam in words: what happened, what went over, what did not. Pure. */

import type { LineEnd } from './resume-policy.ts';
import type { Crossing, SeamItem, SeamCause } from './types.ts';

/** How a line ended. */
export interface LineLoss {
  cause: SeamCause;
  /** WebSocket close code; null when it was left by us. */
  code: number | null;
  /** What happened, in words; null when there are none. */
  words: string | null;
  /** The other end was there to the last, so what was sent before has arrived. */
  heardToTheEnd: boolean;
}

/** Why a line ended, as a clause: for the status, the mark and the log. */
export function endWords({ code, errorCode }: LineEnd): string {
  if (errorCode === 'session_expired') return 'the session reached its longest time';
  switch (code) {
    case 1001:
    case 1012:
      return 'the other end is restarting';
    case 1013:
      return 'the other end is too busy';
    case 4429:
      return 'too many requests for the moment';
    case 4502:
      return 'the model’s side broke off';
    case 4504:
      return 'the model’s side does not answer';
    default:
      return `the connection broke off (close code ${code})`;
  }
}

/** One line for the mark where a session ended, and for the log. */
export function lossWords({ cause, words }: LineLoss): string {
  if (cause === 'limit') return 'The session is left for a new one before it reaches its longest time';
  return words === null ? 'Connection lost' : `Connection lost: ${words}`;
}

/** One line for the mark where the conversation went on, and for the log: `after 2.1 s, 14 messages as text`. */
export function crossingWords(crossing: Crossing, gapMs: number): string {
  const left = leftWords(crossing);
  const carried = [`after ${seconds(gapMs)}`, ...carriedWords(crossing)].join(', ');
  return left.length > 0 ? `${carried}; left out: ${left.join(', ')}` : carried;
}

/** The seam for the transcript, in sentences. */
export function seamWords(seam: Pick<SeamItem, 'cause' | 'state' | 'gapMs' | 'crossing'>): string {
  const { cause, state, gapMs, crossing } = seam;
  const limit = cause === 'limit';
  if (state === 'ended') {
    return `${limit ? 'The session reached its longest time.' : 'Connection lost.'} The conversation ended here.`;
  }
  if (state === 'waiting' || gapMs === null || crossing === null) {
    const what = limit ? 'The session reached its longest time.' : 'Connection lost.';
    return `${what} A new session is being opened; what you say and type meanwhile is kept.`;
  }
  const what = limit ? 'The session neared its longest time.' : `Connection lost for ${seconds(gapMs)}.`;
  const carried = carriedWords(crossing);
  const left = leftWords(crossing);
  return [
    what,
    `The conversation went on in a new session${carried.length > 0 ? `: ${listed(carried)}` : ''}.`,
    carried.length > 0
      ? 'Sound before this point is not known to the model.'
      : 'There was nothing to tell it.',
    left.length > 0 ? `Not carried: ${listed(left)}.` : null,
  ]
    .filter((words) => words !== null)
    .join(' ');
}

function carriedWords(crossing: Crossing): string[] {
  const { messages, recordings, toolCalls, wordless, shortened, resentMs } = crossing;
  return [
    messages > 0 ? `${count(messages, 'message')} carried as text` : null,
    wordless > 0 ? `${wordless} of them without words, for want of a transcript` : null,
    recordings > 0 ? `${count(recordings, 'spoken message')} as sound` : null,
    toolCalls > 0 ? count(toolCalls, 'tool call') : null,
    shortened > 0 ? `${shortened} shortened` : null,
    resentMs > 0 ? `the last ${seconds(resentMs)} of the microphone` : null,
  ].filter((words) => words !== null);
}

function leftWords(crossing: Crossing): string[] {
  const { tooOld, unheard, unfinished, others, refused, lostMs } = crossing;
  return [
    tooOld > 0 ? count(tooOld, 'older item') : null,
    unheard > 0 ? `${count(unheard, 'answer')} that nobody heard` : null,
    unfinished > 0 ? count(unfinished, 'unfinished item') : null,
    others > 0 ? `${count(others, 'item')} without text` : null,
    refused > 0 ? `${count(refused, 'item')} that the new session refused` : null,
    lostMs > 0 ? `${seconds(lostMs)} of sound from the microphone` : null,
  ].filter((words) => words !== null);
}

function listed(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

function count(amount: number, noun: string): string {
  return amount === 1 ? `1 ${noun}` : `${amount} ${noun}s`;
}

/** `2.1 s` */
function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
