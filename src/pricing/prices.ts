/**
 * What models cost: a dated table that is data (`prices.json`; figures as OpenAI's model, pricing and deprecation pages showed them on
 * its date), and how a model's name finds its row. Dollars for a million tokens, or for a minute of audio.
 */

import table from './prices.json';

/** Of the page that the figures come from. `own`: a person set them. */
export type Confidence = 'high' | 'medium' | 'low' | 'own';

interface PriceRow {
  model: string;
  /** First day without the model, `YYYY-MM-DD`; null when none is announced. */
  shutdown: string | null;
  confidence: Confidence;
  /** Page that the figures were read from; null where they are a person's own. */
  source: string | null;
}

export interface ModelPrice extends PriceRow {
  perMillionTokens: {
    text: { input: number; cached: number; output: number };
    audio: { input: number; cached: number; output: number };
    image: { input: number; cached: number };
  };
}

/** Transcription is billed apart: by the minute, or by tokens. */
export type TranscriptionRates =
  | { perMinute: number; perMillionTokens?: undefined }
  | {
      perMinute?: undefined;
      perMillionTokens: { text: { input: number; output: number }; audio: { input: number } };
    };

export type TranscriptionPrice = PriceRow & TranscriptionRates;

export interface PriceTable {
  /** Day on which the figures were read, `YYYY-MM-DD`. */
  asOf: string;
  currency: 'USD';
  models: readonly ModelPrice[];
  transcription: readonly TranscriptionPrice[];
}

export const PRICES = table as PriceTable;

/** A dated version (`gpt-realtime-2025-08-28`) costs what its model costs. Null for a model that the table does not know. */
export function modelPrice(model: string, prices: PriceTable = PRICES): ModelPrice | null {
  return rowOf(prices.models, model);
}

export function transcriptionPrice(model: string, prices: PriceTable = PRICES): TranscriptionPrice | null {
  return rowOf(prices.transcription, model);
}

/** First day without a model of either kind, `YYYY-MM-DD`; null when none is announced. */
export function shutdownOf(model: string): string | null {
  return (modelPrice(model) ?? transcriptionPrice(model))?.shutdown ?? null;
}

const DATED = /-\d{4}-\d{2}-\d{2}$/;

function rowOf<Row extends { model: string }>(rows: readonly Row[], model: string): Row | null {
  const base = model.replace(DATED, '');
  return rows.find((row) => row.model === model) ?? rows.find((row) => row.model === base) ?? null;
}
