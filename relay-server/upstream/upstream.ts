/** The model's side of the relay. An upstream knows how to be dialled; opening the socket and moving frames is the relay's work. */

import type { ConsoleUpstream } from '../../src/lib/console-config.ts';
import type { Hints, Offer } from './upstream-config.ts';

/** By which one request is found in the logs of both sides. */
export const REQUEST_ID_HEADER = 'X-Client-Request-Id';

interface DialRequest {
  /** Query of the client's request, as it came. */
  query: URLSearchParams;
  /** The client's `OpenAI-Safety-Identifier` header, which names an end user to the service; null when absent. */
  safetyIdentifier: string | null;
  /** Goes along as `X-Client-Request-Id`, by which OpenAI's support finds a request (API reference, debugging). */
  requestId: string;
}

export type Dial =
  /** `url` never holds a key; `headers` may. */
  { ok: true; url: string; headers: Record<string, string> } | { ok: false; reason: 'no-key' };

export interface Upstream extends Offer {
  readonly kind: ConsoleUpstream['kind'];
  /** By which clients choose it. */
  readonly id: string;
  /** Shown to people. */
  readonly name: string;
  /** Whether a key goes along, which decides what a refusal (401) means. */
  readonly hasKey: boolean;
  readonly hints: Hints;
  /** How to open a socket for this request. Pure: the same request gives the same answer, and nothing is opened. */
  dial(request: DialRequest): Dial;
}

/**
 * The client's query, with the default model where it names neither a model nor another kind of session. Source: the Realtime API
 * takes exactly one of `model`, `intent` and `call_id`. Parameters unknown to us pass through.
 */
export function dialQuery(query: URLSearchParams, defaultModel: string): string {
  const result = new URLSearchParams(query);
  const model = result.get('model')?.trim();
  if (model === '') result.delete('model');
  // Of several names one would be checked here and perhaps another served there.
  else if (model !== undefined) result.set('model', model);
  if (!result.has('model') && !result.has('intent') && !result.has('call_id'))
    result.set('model', defaultModel);
  return result.toString();
}
