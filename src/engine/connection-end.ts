/** Puts the end of a connection into words: what happened and what to do. Pure. */

import type { ConnectionState } from './engine.messages.ts';

export interface ConnectionEnd {
  code: number;
  reason: string;
  /** The socket had opened. */
  opened: boolean;
  /** The session had begun. */
  ready: boolean;
  /** Attempts at a new session, all in vain. */
  attempts: number;
  /** Words of the last `error` event, when one came just before. */
  lastError: { message: string; code: string | null } | null;
}

type Failed = Extract<ConnectionState, { status: 'failed' }>;

export function describeEnd(end: ConnectionEnd): Failed {
  const failed = describeLast(end);
  if (end.attempts === 0) return failed;
  return { ...failed, text: `The connection was lost and could not be made again. ${failed.text}` };
}

function describeLast(end: ConnectionEnd): Failed {
  const code = end.lastError?.code ?? String(end.code);
  const nextStep = 'Press Connect to start a new session.';
  if (end.lastError) {
    // A session that could not begin has a cause, and the words say what to do about it; what remains is to try again.
    const then = end.ready ? nextStep : 'Then press Connect.';
    return { status: 'failed', text: end.lastError.message, nextStep: then, code };
  }
  if (!end.opened) {
    return {
      status: 'failed',
      text: 'The relay did not answer.',
      nextStep: 'See that it is running (npm start), then press Connect.',
      code,
    };
  }
  if (end.reason !== '') return { status: 'failed', text: sentence(end.reason), nextStep, code };
  if (end.code === 1001) {
    return {
      status: 'failed',
      text: 'The relay went away.',
      nextStep: 'See that it is running (npm start), then press Connect.',
      code,
    };
  }
  return {
    status: 'failed',
    text: end.ready
      ? `The connection was lost (close code ${end.code}).`
      : `The connection closed before the session began (close code ${end.code}).`,
    nextStep,
    code,
  };
}

function sentence(reason: string): string {
  const text = reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
