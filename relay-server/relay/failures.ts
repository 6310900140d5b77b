/**
 * Everything that can go wrong between client and upstream, in words. Each failure is one OpenAI-shaped `error` event and then a close
 * code. The words come from here alone: text that the upstream sent is never passed on, for it can quote the key.
 *
 * | close code | meaning                                                                    |
 * |------------|----------------------------------------------------------------------------|
 * | 1008       | the client sent nothing but frames that are no events                      |
 * | 1009       | a message was larger than the relay forwards                               |
 * | 1013       | the client sent more than can wait while the upstream is not open, or did  |
 * |            | not take what was sent to it                                               |
 * | 4401       | no key is configured, or the upstream refused it                           |
 * | 4402       | a budget is used up (budget/budget-words.ts)                               |
 * | 4403       | the key has no access                                                      |
 * | 4404       | the upstream does not know the model (or the path)                         |
 * | 4410       | the operator has ended the session                                         |
 * | 4429       | rate limit or quota                                                        |
 * | 4500       | the upstream does not accept what the policy sets                          |
 * | 4502       | the upstream cannot be reached, answered wrongly, or broke off             |
 * | 4504       | the upstream did not answer in time                                        |
 * | 1001       | the relay is shutting down (no event)                                      |
 *
 * Codes below 4000 that the upstream itself closes with pass through: see close-codes.ts.
 */

import type { Hints } from '../upstream/upstream-config.ts';

export interface RelayFailure {
  closeCode: number;
  /** OpenAI's class of error. */
  type: 'invalid_request_error' | 'server_error';
  code: string;
  /** What happened, why if known, and the next step. */
  message: string;
}

export interface FailureContext {
  /** Shown to people: `OpenAI`, `Emulator`, or a host. */
  upstream: string;
  hasKey: boolean;
  hints: Hints;
  /** At Azure what is asked for is a deployment. */
  isAzure: boolean;
  /** What the client asked for; null when it named no model. */
  model: string | null;
}

export function noKey({ hints }: FailureContext): RelayFailure {
  return client(
    4401,
    'no_api_key',
    `No API key is configured. Set ${hints.key} in the environment or in .env and start again, or set UPSTREAM=emulator to try without a key.`,
  );
}

/**
 * The upstream answered the upgrade with an ordinary HTTP status. `errorCode` is the `error.code` of its JSON body, if it had one; only
 * its meaning is used.
 */
export function refusedWith(status: number, errorCode: string | null, context: FailureContext): RelayFailure {
  const { upstream, hints } = context;
  if (status === 401) {
    return context.hasKey
      ? client(
          4401,
          'invalid_api_key',
          `${upstream} refused the API key (HTTP 401). Check ${hints.key}, then start the server again.`,
        )
      : client(
          4401,
          'no_api_key',
          `${upstream} wants an API key (HTTP 401) and none is configured. Set ${hints.key} and start again.`,
        );
  }
  if (status === 403) {
    return client(
      4403,
      'access_denied',
      `${upstream} denies access (HTTP 403). The key is known but may not use ${modelWords(context)}, or this network or region is not allowed. Check the key's project and permissions.`,
    );
  }
  if (status === 429) {
    return errorCode === 'insufficient_quota'
      ? client(
          4429,
          'insufficient_quota',
          `The account at ${upstream} has no quota left (HTTP 429). Check its plan and billing.`,
        )
      : client(
          4429,
          'rate_limit_exceeded',
          `${upstream} limits the rate of requests (HTTP 429). Wait a moment, then connect again.`,
        );
  }
  if (status === 404 || status === 400) {
    return client(
      4404,
      'model_not_found',
      `${upstream} does not know ${modelWords(context)} (HTTP ${status}). Choose another model; if all of them fail, check that ${hints.address} points at a Realtime server.`,
    );
  }
  if (status >= 500) {
    return server(
      4502,
      'upstream_error',
      `${upstream} failed with HTTP ${status}. The fault is on its side; connect again in a moment.`,
    );
  }
  return server(
    4502,
    'upstream_not_realtime',
    `${upstream} answered HTTP ${status} instead of opening a WebSocket. Check that ${hints.address} points at a Realtime server.`,
  );
}

/** The upstream could not be reached. `errorCode` is Node's code of the socket error, null when it has none. */
export function unreachable(errorCode: string | null, context: FailureContext): RelayFailure {
  const { upstream, hints } = context;
  const mark = errorCode === null ? '' : ` (${errorCode})`;
  if (errorCode === 'ENOTFOUND' || errorCode === 'EAI_AGAIN') {
    return server(
      4502,
      'upstream_name_not_found',
      `The address of ${upstream} could not be found${mark}. Check the network, and ${hints.address} if it is set.`,
    );
  }
  if (errorCode === 'ECONNREFUSED') {
    return server(
      4502,
      'upstream_refused',
      `Nothing answers at the address of ${upstream}${mark}. Check that the server runs, and ${hints.address} if it is set.`,
    );
  }
  if (errorCode !== null && TLS_CODE.test(errorCode)) {
    return server(
      4502,
      'upstream_tls_failed',
      `No secure connection to ${upstream} could be made${mark}. If it is a server of your own, give its certificate with NODE_EXTRA_CA_CERTS; if it speaks plain HTTP, use http:// in ${hints.address}.`,
    );
  }
  if (errorCode === 'ECONNRESET') return closedEarly(context);
  // Node's HTTP parser names its errors HPE_…: something answered, but not HTTP.
  if (errorCode === null || errorCode.startsWith('HPE_')) {
    return server(
      4502,
      'upstream_not_realtime',
      `${upstream} did not answer as a WebSocket server. Check that ${hints.address} points at a Realtime server.`,
    );
  }
  return server(
    4502,
    'upstream_unreachable',
    `${upstream} cannot be reached${mark}. Check the network, and ${hints.address} if it is set.`,
  );
}

export function timedOut(timeoutMs: number, context: FailureContext): RelayFailure {
  return server(
    4504,
    'upstream_timeout',
    `${context.upstream} did not answer within ${timeoutMs / 1000} s. Check the network and connect again; UPSTREAM_CONNECT_TIMEOUT_MS allows more time.`,
  );
}

export function closedEarly(context: FailureContext): RelayFailure {
  return server(
    4502,
    'upstream_closed_early',
    `${context.upstream} closed the connection before it was open. Connect again; if that repeats, check ${context.hints.address} and any proxy in between.`,
  );
}

/** The connection broke off without a closing handshake. */
export function dropped(context: FailureContext): RelayFailure {
  return server(
    4502,
    'upstream_dropped',
    `The connection to ${context.upstream} broke off. The conversation is lost; connect again to start a new one.`,
  );
}

export function silent(context: FailureContext): RelayFailure {
  return server(
    4504,
    'upstream_silent',
    `${context.upstream} stopped answering. The conversation is lost; connect again to start a new one.`,
  );
}

export function tooLarge(limitBytes: number, context: FailureContext): RelayFailure {
  return server(
    1009,
    'upstream_message_too_large',
    `${context.upstream} sent a message of more than ${mebibytes(limitBytes)} MiB, which the relay does not forward. Ask for shorter answers and connect again.`,
  );
}

/** What came after the handshake is not WebSocket, or is text that is not UTF-8. */
export function garbled(context: FailureContext): RelayFailure {
  return server(
    4502,
    'upstream_garbled',
    `${context.upstream} sent something that is not valid WebSocket data. Connect again; if that repeats, check any proxy in between.`,
  );
}

export function queueOverflow(context: FailureContext): RelayFailure {
  return client(
    1013,
    'queue_overflow',
    `Too much was sent before ${context.upstream} had answered, so nothing was forwarded. Send less before session.created and connect again.`,
  );
}

/** `waitedMs`: how long the client has taken nothing. */
export function slowClient(waitedMs: number): RelayFailure {
  return client(
    1013,
    'client_too_slow',
    `This client took nothing of what was sent to it for ${waitedMs / 1000} s. Check its network, and that it reads its socket; then connect again.`,
  );
}

/** The same of the upstream. */
export function stalled(waitedMs: number, context: FailureContext): RelayFailure {
  return server(
    4504,
    'upstream_stalled',
    `${context.upstream} took nothing of what was sent to it for ${waitedMs / 1000} s. The conversation is lost; connect again to start a new one.`,
  );
}

export function notEvents(): RelayFailure {
  return client(
    1008,
    'too_many_invalid_events',
    'Too many frames in a row were no events, so the connection is closed. Send JSON objects as text frames.',
  );
}

/**
 * Whether a second attempt may go better: nothing about the request was wrong, and the fault is of a kind that passes. As in OpenAI's own
 * clients, which try again after HTTP 5xx and connection errors; a time-out has kept the client waiting long enough.
 */
export function mayPass(failure: RelayFailure): boolean {
  return PASSING.has(failure.code);
}

const PASSING = new Set([
  'upstream_error',
  'upstream_refused',
  'upstream_unreachable',
  'upstream_closed_early',
  'upstream_dropped',
]);

export function operatorEnded(): RelayFailure {
  return client(
    4410,
    'ended_by_operator',
    'The operator of this relay has ended the session. Ask whoever runs it before you connect again.',
  );
}

/** Codes of Node's TLS errors; source: Node's tls documentation and OpenSSL's names of certificate errors. */
const TLS_CODE =
  /^(?:ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO_SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|EPROTO$)/;

const MODEL_WORDS_MAX = 80;

function modelWords({ model, isAzure }: FailureContext): string {
  if (model === null) return 'what was asked for';
  return `the ${isAzure ? 'deployment' : 'model'} “${model.length > MODEL_WORDS_MAX ? `${model.slice(0, MODEL_WORDS_MAX)}…` : model}”`;
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / 2 ** 20);
}

function client(closeCode: number, code: string, message: string): RelayFailure {
  return { closeCode, type: 'invalid_request_error', code, message };
}

function server(closeCode: number, code: string, message: string): RelayFailure {
  return { closeCode, type: 'server_error', code, message };
}
