/** A model's prices as a list of single figures to change, and as a line to read. Pure. */

import type { ModelEdit, TranscriptionEdit } from '../../pricing/price-edits.ts';
import type { ModelPrice, TranscriptionPrice } from '../../pricing/prices.ts';

/** One figure. `changed` gives the whole row of the model with another figure in its place. */
export interface Rate<Edit> {
  label: string;
  usd: number;
  changed: (usd: number) => Edit;
}

/** Text, audio, image, each input, cached, output: three columns. */
export function modelRates({ model, perMillionTokens: rates }: ModelPrice): Rate<ModelEdit>[] {
  const { text, audio, image } = rates;
  const edit = (patch: Partial<ModelEdit['perMillionTokens']>): ModelEdit => ({
    model,
    perMillionTokens: { ...rates, ...patch },
  });
  return [
    { label: 'Text input', usd: text.input, changed: (input) => edit({ text: { ...text, input } }) },
    { label: 'Text cached', usd: text.cached, changed: (cached) => edit({ text: { ...text, cached } }) },
    { label: 'Text output', usd: text.output, changed: (output) => edit({ text: { ...text, output } }) },
    { label: 'Audio input', usd: audio.input, changed: (input) => edit({ audio: { ...audio, input } }) },
    { label: 'Audio cached', usd: audio.cached, changed: (cached) => edit({ audio: { ...audio, cached } }) },
    { label: 'Audio output', usd: audio.output, changed: (output) => edit({ audio: { ...audio, output } }) },
    { label: 'Image input', usd: image.input, changed: (input) => edit({ image: { ...image, input } }) },
    { label: 'Image cached', usd: image.cached, changed: (cached) => edit({ image: { ...image, cached } }) },
  ];
}

export function transcriptionRates(row: TranscriptionPrice): Rate<TranscriptionEdit>[] {
  const { model } = row;
  if (row.perMinute !== undefined) {
    return [{ label: 'A minute', usd: row.perMinute, changed: (perMinute) => ({ model, perMinute }) }];
  }
  const rates = row.perMillionTokens;
  const { text, audio } = rates;
  const edit = (patch: Partial<typeof rates>): TranscriptionEdit => ({
    model,
    perMillionTokens: { ...rates, ...patch },
  });
  return [
    { label: 'Text input', usd: text.input, changed: (input) => edit({ text: { ...text, input } }) },
    { label: 'Audio input', usd: audio.input, changed: (input) => edit({ audio: { input } }) },
    { label: 'Text output', usd: text.output, changed: (output) => edit({ text: { ...text, output } }) },
  ];
}

/** All figures in a line: `text 4 / 0.4 / 24 · audio 32 / 0.4 / 64`. */
export function modelLine({ perMillionTokens: { text, audio } }: ModelPrice): string {
  return `text ${text.input} / ${text.cached} / ${text.output} · audio ${audio.input} / ${audio.cached} / ${audio.output}`;
}

export function transcriptionLine(row: TranscriptionPrice): string {
  if (row.perMinute !== undefined) return `${row.perMinute} a minute`;
  const { text, audio } = row.perMillionTokens;
  return `audio ${audio.input} · text ${text.input} / ${text.output}`;
}

/** What of a model's prices looks like a slip, in words; null when nothing does. */
export function oddPrices({ perMillionTokens }: ModelPrice): string | null {
  const kinds = Object.entries(perMillionTokens).filter(([, { input, cached }]) => cached > input);
  if (kinds.length === 0) return null;
  const names = kinds.map(([kind]) => kind).join(' and ');
  return `Cached input costs more than input here (${names}). It counts so; change it if that was not meant.`;
}
