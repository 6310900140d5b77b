/** Errors as the service words them: values, sent as `error` events. */

import type { ServerEventOf } from '../../../src/protocol/realtime/events.ts';
import { newId } from './ids.ts';

export interface ApiError {
  type: 'invalid_request_error' | 'server_error';
  code: string;
  message: string;
  param: string | null;
}

export function refuse(code: string, message: string, param: string | null = null): ApiError {
  return { type: 'invalid_request_error', code, message, param };
}

export function isApiError(value: unknown): value is ApiError {
  return typeof value === 'object' && value !== null && 'code' in value && 'param' in value;
}

/** `clientEventId`: the `event_id` of the client's event that is at fault; null when there is none. */
export function errorEvent(error: ApiError, clientEventId: string | null): ServerEventOf<'error'> {
  const { type, code, message, param } = error;
  return {
    type: 'error',
    event_id: newId('event'),
    error: { type, code, message, param, event_id: clientEventId },
  };
}

/** `'a', 'b', and 'c'`, as the service lists what it supports. */
export function listValues(values: readonly unknown[]): string {
  const quoted = values.map((value) => `'${String(value)}'`);
  if (quoted.length <= 1) return quoted.join('');
  if (quoted.length === 2) return quoted.join(' and ');
  return `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}`;
}
