/** Words and numbers of the turns panel: causes, trouble, dollars. Pure. */

import type { PriceTable } from '../../pricing/prices.ts';
import type { ContextStory } from '../../session/context-story.ts';
import type { Turn, TurnTrigger } from '../../session/turns.ts';
import type { Item } from '../../session/types.ts';
import type { Forecast } from '../../store/forecast.ts';
import { cutByPerson, timeToSilenceMs } from '../../store/turn-figures.ts';
import { formatCount, formatDuration } from '../event-log/format.ts';

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
  trimmed: 'the conversation had grown too long, and the service left out its oldest part',
  idle: 'no response had read it for longer than the service keeps it (five to ten minutes)',
  service: 'nothing changed here, the service had not kept it',
};

/** Why the input cost what it did. `extraUsd`: what it cost more than with all of it cached; null when that cannot be told. */
export function storyWords(story: ContextStory, extraUsd: number | null): string {
  const { inputTokens, resentTokens, cachedTokens, hitRate, cache, changes } = story;
  const read = `Read ${formatCount(inputTokens)} tokens`;
  if (cache === 'first' && cachedTokens === 0) return `${read}, all for the first time.`;
  const share = `${Math.round((hitRate ?? 0) * 100)} %`;
  const again = `${read}: ${formatCount(resentTokens)} sent again, ${formatCount(cachedTokens)} cached (${share}).`;
  if (cache === 'first' || cache === 'kept') return again;
  const cost = extraUsd !== null && extraUsd > 0 ? ` That cost ${formatUsd(extraUsd)} more.` : '';
  const others = changes.filter((change) => change !== cache).map((change) => BROKEN[change]);
  const besides = others.length === 0 ? '' : ` Besides, ${others.join(', and ')}.`;
  return `${again} The cache did not hold: ${BROKEN[cache]}.${besides}${cost}`;
}

type PriceRow = Pick<PriceTable['models'][number], 'model' | 'shutdown' | 'confidence'>;

/** Of which day and how sure the prices are, whose they are, and which of the models end. */
export function priceNotes(rows: readonly PriceRow[], asOf: string): string[] {
  const dated = rows.filter(({ confidence }) => confidence !== 'own');
  const own = rows.filter(({ confidence }) => confidence === 'own').map(({ model }) => model);
  const unsure = dated.some(({ confidence }) => confidence !== 'high');
  return [
    ...(dated.length > 0 ? [`Prices as of ${asOf}${unsure ? ', in part from secondary sources' : ''}.`] : []),
    ...(own.length > 0 ? [`Your own prices count for ${own.join(', ')}.`] : []),
    ...rows.flatMap(({ model, shutdown }) =>
      shutdown === null ? [] : [`OpenAI retires ${model} on ${shutdown}.`],
    ),
  ];
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
