/** A person's own prices over the dated table: rows of theirs take the place of the table's or stand beside them. Pure. */

import {
  type ModelPrice,
  type PriceTable,
  PRICES,
  type TranscriptionPrice,
  type TranscriptionRates,
} from './prices.ts';

export interface ModelEdit {
  model: string;
  perMillionTokens: ModelPrice['perMillionTokens'];
}

export type TranscriptionEdit = { model: string } & TranscriptionRates;

export interface PriceEdits {
  models: ModelEdit[];
  transcription: TranscriptionEdit[];
}

export const NO_EDITS: PriceEdits = { models: [], transcription: [] };

/** Dollars for a million tokens, or for a minute. More is a slip of the finger. */
export const MOST_USD = 100_000;

/** The table with the edits in it. The dated rows keep their order; what was added comes behind them. */
export function editedPrices({ models, transcription }: PriceEdits, table: PriceTable = PRICES): PriceTable {
  return {
    ...table,
    models: withEdits<ModelPrice, ModelEdit>(table.models, models),
    transcription: withEdits<TranscriptionPrice, TranscriptionEdit>(table.transcription, transcription),
  };
}

/** With `row` in place of an earlier edit of its model. */
export function withEdit<Edit extends { model: string }>(edits: readonly Edit[], row: Edit): Edit[] {
  return [...withoutEdit(edits, row.model), row];
}

export function withoutEdit<Edit extends { model: string }>(edits: readonly Edit[], model: string): Edit[] {
  return edits.filter((edit) => edit.model !== model);
}

/** Why a model of this name cannot be added, in words; null when it can. */
export function nameProblem(name: string, table: PriceTable): string | null {
  if (name.trim() === '') return 'A model needs its name, as the server tells it.';
  if (name.trim().length > MOST_NAME_CHARS) return `A name has at most ${MOST_NAME_CHARS} characters.`;
  const taken = [...table.models, ...table.transcription].some(({ model }) => model === name.trim());
  return taken ? `${name.trim()} is in the table already. Change its prices there.` : null;
}

const MOST_NAME_CHARS = 200;

type Own = { shutdown: string | null; confidence: 'own'; source: null };

function withEdits<Row extends { model: string; shutdown: string | null }, Edit extends { model: string }>(
  rows: readonly Row[],
  edits: readonly Edit[],
): (Row | (Edit & Own))[] {
  const own = (edit: Edit, shutdown: string | null): Edit & Own => ({
    ...edit,
    shutdown,
    confidence: 'own',
    source: null,
  });
  const known = new Set(rows.map(({ model }) => model));
  return [
    ...rows.map((row) => {
      const edit = edits.find(({ model }) => model === row.model);
      return edit ? own(edit, row.shutdown) : row;
    }),
    ...edits.filter(({ model }) => !known.has(model)).map((edit) => own(edit, null)),
  ];
}
