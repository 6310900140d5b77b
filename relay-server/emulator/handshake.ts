/** Decides what becomes of an upgrade request. Pure: reads the URL and the headers, opens nothing, logs nothing. */

import { type ApiError, refuse } from './wire/api-error.ts';

export interface UpgradeRequest {
  /** Path and query, as on the request line. */
  url: string;
  authorization: string | undefined;
  /** The `OpenAI-Beta` header. */
  beta: string | undefined;
  /** The subprotocols that the client offers, as the header has them. */
  protocols: string | undefined;
}

export type Handshake =
  | { kind: 'open'; session: 'realtime' | 'transcription'; model: string }
  /** Refused before the socket opens. */
  | { kind: 'http'; status: 401 | 403 | 404; error: ApiError }
  /** The socket opens, says why in one frame, and closes. */
  | { kind: 'refused'; error: ApiError; closeCode: number; closeReason: string };

export const REALTIME_PATH = '/v1/realtime';

/** Models that can be asked for; all are the same emulator. Those of the beta are gone, as they are from the service. */
const KNOWN_MODELS: readonly string[] = [
  'gpt-realtime-2.1',
  'gpt-realtime-2.1-mini',
  'gpt-realtime-2',
  'gpt-realtime-1.5',
  'gpt-realtime',
  'gpt-realtime-2025-08-28',
  'gpt-realtime-mini',
  'gpt-realtime-mini-2025-10-06',
  'gpt-realtime-mini-2025-12-15',
];

/** Two keys that are always refused, so that a client's handling can be tried; any other key, or none, is welcome. */
const INVALID_KEY = 'sk-invalid';
const FORBIDDEN_KEY = 'sk-no-access';

const KEY_PROTOCOL = 'openai-insecure-api-key.';
const BETA_PROTOCOL = 'openai-beta.realtime-v1';
const REFUSED_CLOSE_CODE = 4000;

export function decideHandshake(request: UpgradeRequest): Handshake {
  // A path that begins with // would be read as a host, and one alone is no URL at all.
  const url = new URL(`http://emulator/${request.url.replace(/^\/+/, '')}`);
  const offered = (request.protocols ?? '').split(',').map((name) => name.trim());
  if (url.pathname !== REALTIME_PATH) {
    const message = `Nothing is served at ${url.pathname}. Use ${REALTIME_PATH}?model=gpt-realtime-2.1.`;
    return { kind: 'http', status: 404, error: refuse('not_found', message) };
  }
  const key = keyOf(request.authorization, offered);
  if (key === INVALID_KEY) {
    const message = `Incorrect API key provided: ${INVALID_KEY}.`;
    return { kind: 'http', status: 401, error: refuse('invalid_api_key', message) };
  }
  if (key === FORBIDDEN_KEY) {
    const message = 'The project of this key has no access to the Realtime API.';
    return { kind: 'http', status: 403, error: refuse('access_denied', message) };
  }
  if (offered.includes(BETA_PROTOCOL) || request.beta?.includes('realtime=v1') === true) {
    const message = 'The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.';
    return refused(refuse('beta_api_shape_disabled', message));
  }
  return chooseSession(url.searchParams);
}

function chooseSession(query: URLSearchParams): Handshake {
  const model = query.get('model');
  if (query.has('call_id')) {
    return refused(refuse('invalid_value', 'The emulator has no calls to attach to.', 'call_id'));
  }
  if (query.get('intent') === 'transcription' && model === null) {
    return { kind: 'open', session: 'transcription', model: '' };
  }
  if (model === null || model === '') {
    return refused(refuse('missing_model', 'You must provide a model parameter.', 'model'));
  }
  if (!KNOWN_MODELS.includes(model)) {
    const message = `The model '${model}' does not exist or you do not have access to it.`;
    return refused(refuse('model_not_found', message, 'model'));
  }
  return { kind: 'open', session: 'realtime', model };
}

function refused(error: ApiError): Handshake {
  return {
    kind: 'refused',
    error,
    closeCode: REFUSED_CLOSE_CODE,
    closeReason: `${error.type}.${error.code}`,
  };
}

function keyOf(authorization: string | undefined, offered: string[]): string | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  return offered.find((name) => name.startsWith(KEY_PROTOCOL))?.slice(KEY_PROTOCOL.length) ?? null;
}

/** The subprotocol to answer with: `realtime` when it was offered, else none. Never the one that holds a key. */
export function chooseProtocol(offered: ReadonlySet<string>): string | false {
  return offered.has('realtime') ? 'realtime' : false;
}
