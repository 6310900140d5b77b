/** The price table without its looks: rows, what of them the session uses, and what changes them. */

import { useShallow } from 'zustand/react/shallow';
import {
  type ModelEdit,
  NO_EDITS,
  type TranscriptionEdit,
  withEdit,
  withoutEdit,
} from '../../pricing/price-edits.ts';
import { modelPrice, PRICES, transcriptionPrice } from '../../pricing/prices.ts';
import { useConsole } from '../kit/console-context.tsx';
import { usePreference } from '../kit/use-preference.ts';
import { usePrices } from '../kit/use-prices.ts';
import type { Added } from './AddModel.tsx';

export function usePriceList() {
  const prices = usePrices();
  const [edits, setEdits] = usePreference('prices');
  const models = useConsole(
    useShallow(({ turns }) => [
      ...new Set(turns.flatMap(({ responses }) => responses.map(({ model }) => model))),
    ]),
  );
  const transcribers = useConsole(
    useShallow(({ turns }) => [
      ...new Set(turns.flatMap(({ transcription }) => (transcription ? [transcription.model] : []))),
    ]),
  );
  const used = new Set([
    ...models.map((model) => modelPrice(model, prices)),
    ...transcribers.map((model) => transcriptionPrice(model, prices)),
  ]);
  const editModel = (row: ModelEdit) => {
    // Back at the table's own figures, it is the table's row again.
    const dated = PRICES.models.find(({ model }) => model === row.model);
    const same = dated && JSON.stringify(dated.perMillionTokens) === JSON.stringify(row.perMillionTokens);
    const rows = same ? withoutEdit(edits.models, row.model) : withEdit(edits.models, row);
    setEdits({ ...edits, models: rows });
  };
  const editTranscription = (row: TranscriptionEdit) => {
    const dated = PRICES.transcription.find(({ model }) => model === row.model);
    const same =
      dated &&
      dated.perMinute === row.perMinute &&
      JSON.stringify(dated.perMillionTokens) === JSON.stringify(row.perMillionTokens);
    const rows = same ? withoutEdit(edits.transcription, row.model) : withEdit(edits.transcription, row);
    setEdits({ ...edits, transcription: rows });
  };
  return {
    prices,
    isUsed: (row: (typeof prices.models)[number] | (typeof prices.transcription)[number]) => used.has(row),
    isDated: (name: string) =>
      [...PRICES.models, ...PRICES.transcription].some(({ model }) => model === name),
    unknownModel: models.find((model) => model !== '' && modelPrice(model, prices) === null) ?? '',
    editModel,
    editTranscription,
    reset: (model: string) =>
      setEdits({
        models: withoutEdit(edits.models, model),
        transcription: withoutEdit(edits.transcription, model),
      }),
    resetAll: () => setEdits(NO_EDITS),
    edited: edits.models.length + edits.transcription.length > 0,
    add: (added: Added) => (added.kind === 'model' ? editModel(added.row) : editTranscription(added.row)),
  };
}
