/** Words and numbers of the turns panel: spans, causes, dollars, definitions. Pure. */

import type { ContextStory } from '../../session/context-story.ts';
import type { Moment, Turn, TurnTrigger } from '../../session/turns.ts';
import type { Item } from '../../session/types.ts';
import type { Forecast } from '../../store/turn-costs.ts';
import { cutByPerson, timeToSilenceMs, type TurnSpan } from '../../store/turn-figures.ts';
import { formatCount, formatDuration } from '../event-log/format.ts';

const UNTIL: Record<Moment, string> = {
  speechStart: 'Until you spoke',
  speechEnd: 'You spoke',
  sent: 'Until the message was sent',
  detected: 'Until the end was noticed',
  committed: 'Until committed',
  responseCreated: 'Until the response began',
  firstText: 'Until first text',
  firstAudio: 'Until first audio',
  audible: 'Until audible',
  end: 'Until the end',
};

/** What a span leads to. The way from the first sound to the end is the answer itself. */
export function spanWords({ from, to }: TurnSpan): string {
  return from === 'audible' && to === 'end' ? 'Answer' : UNTIL[to];
}

const TRIGGERS: Record<TurnTrigger, string> = {
  speech: 'Spoken',
  'talk-button': 'Spoken',
  text: 'Typed',
  idle: 'Nobody spoke',
  request: 'Response asked for',
  aside: 'Outside the conversation',
};

/** What the person said, else how the turn began. */
export function turnWords({ trigger }: Turn, item: Item | null): string {
  return item?.kind === 'message' && item.text !== '' ? item.text : TRIGGERS[trigger];
}

/** What happened in the turn that is not to be expected; null when nothing did. */
export function troubleWords(turn: Turn): string | null {
  const { interruption, spokeOver } = turn;
  const words: string[] = [];
  if (interruption) {
    const silence = timeToSilenceMs(turn);
    const how = cutByPerson(turn) ? 'You interrupted' : 'The connection ended';
    words.push(
      silence === null ? `${how} before it was heard` : `${how}, silent after ${formatDuration(silence)}`,
    );
  }
  if (spokeOver) words.push('The assistant began while you spoke');
  const outcome = turn.responses.find(
    (response) => response.outcome === 'failed' || response.outcome === 'incomplete',
  );
  if (outcome) words.push(`A response was ${outcome.outcome}`);
  return words.length === 0 ? null : `${words.join('. ')}.`;
}

const BROKEN: Record<Exclude<ContextStory['cache'], 'first' | 'kept'>, string> = {
  session: 'the conversation went on in a new session',
  instructions: 'the instructions changed',
  tools: 'the tools changed',
  deleted: 'an item before it was deleted',
  truncated: 'an answer before it was cut to what was heard',
  service: 'nothing changed here, the service had not kept it',
};

/** Why the input cost what it did. */
export function storyWords(story: ContextStory): string {
  const { inputTokens, resentTokens, cachedTokens, hitRate, cache, extraUsd } = story;
  const read = `Read ${formatCount(inputTokens)} tokens`;
  if (cache === 'first' && cachedTokens === 0) return `${read}, all for the first time.`;
  const share = `${Math.round((hitRate ?? 0) * 100)} %`;
  const again = `${read}: ${formatCount(resentTokens)} sent again, ${formatCount(cachedTokens)} cached (${share}).`;
  if (cache === 'first' || cache === 'kept') return again;
  const cost = extraUsd !== null && extraUsd > 0 ? ` That cost ${formatUsd(extraUsd)} more.` : '';
  return `${again} The cache did not hold: ${BROKEN[cache]}.${cost}`;
}

/** `$0.0031`, `$0.031`, `$1.24`: three figures that count, as far as there are any. */
export function formatUsd(usd: number): string {
  if (usd === 0) return '$0';
  if (usd < 0.000_05) return '<$0.0001';
  return `$${usd.toFixed(usd < 0.01 ? 4 : usd < 10 ? 3 : 2)}`;
}

export function forecastWords({ usd, turns, rough }: Forecast): string {
  const count = Math.round(turns);
  return `About ${formatUsd(usd)} for the next ten minutes like these (${formatCount(count)} turns${rough ? '; from little so far' : ''}).`;
}

export const DEFINITIONS: { term: string; words: string }[] = [
  {
    term: 'Voice to voice',
    words:
      'From the end of your speech to the first sound of the answer. The end is found in the microphone’s sound: the last 5 ms that are within 30 dB of the loudest of the utterance. The first sound is when the playback clock rendered it, plus the output latency that the browser tells. Wireless headphones may add more than the browser knows.',
  },
  {
    term: 'End was noticed',
    words: 'The server’s turn detection said that you had stopped. It waits for silence first.',
  },
  { term: 'Committed', words: 'The server made an item of what you said, or has your typed message.' },
  {
    term: 'Response began',
    words: 'The model was asked; after a tool, the first of the turn’s responses counts.',
  },
  {
    term: 'First text, first audio',
    words: 'Arrived here. Audible is later: it waits for the start buffer and the way to the loudspeaker.',
  },
  {
    term: 'Tools',
    words: 'Time in which a tool ran here, in its own row. Two at once count once.',
  },
  {
    term: 'Time to silence',
    words:
      'From the first sound of your speech, or the press of a key, until the output had gone quiet, output latency included.',
  },
  {
    term: 'p50, p95',
    words:
      'Half of the turns, and 95 of 100, were no slower. Turns that were not spoken or not heard do not count.',
  },
  {
    term: 'Cost',
    words:
      'Tokens that the service counted, at the rates of the table. Cached tokens are part of the input and cost their own rate. Transcription is billed apart.',
  },
];
