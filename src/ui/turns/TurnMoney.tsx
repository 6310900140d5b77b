/** What each response of a turn cost and why, and its transcription. */

import { missedCacheUsd } from '../../pricing/cost.ts';
import { modelPrice, type PriceTable } from '../../pricing/prices.ts';
import { costOfResponse, costOfTranscription } from '../../pricing/totals.ts';
import type { Turn } from '../../session/turns.ts';
import { formatUsd, storyWords } from './words.ts';

type Response = Turn['responses'][number];

export function TurnMoney({ turn, prices }: { turn: Turn; prices: PriceTable }) {
  const { responses, transcription } = turn;
  const transcriptionUsd = costOfTranscription(turn, prices);
  return (
    <>
      {responses.map((response) => (
        <ResponseMoney key={response.id} response={response} prices={prices} />
      ))}
      {transcription && (
        <p>
          {transcriptionUsd === null
            ? `Transcription by ${transcription.model}: no price known.`
            : `Transcription by ${transcription.model}: ${formatUsd(transcriptionUsd)}.`}
        </p>
      )}
    </>
  );
}

function ResponseMoney({ response, prices }: { response: Response; prices: PriceTable }) {
  const { model, story, usage, endMs } = response;
  const cost = costOfResponse(response, prices);
  const price = modelPrice(model, prices);
  const extraUsd = story?.missed && price ? missedCacheUsd(story.missed, price) : null;
  const unfinished = endMs === null ? 'The response is not finished.' : 'The service told no usage.';
  return (
    <p>
      {cost && <span className="font-mono text-ink">{formatUsd(cost.totalUsd)} </span>}
      {story ? storyWords(story, extraUsd) : unfinished}
      {usage?.detail && price === null && ` The table of prices does not know ${model}.`}
    </p>
  );
}
