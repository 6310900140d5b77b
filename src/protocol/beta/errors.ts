/** Errors, GA → beta: the path in `param`, and the same path where the message quotes it, in the words that the client used. */

import { RESPONSE_PATHS } from './response-body.ts';
import { SESSION_PATHS } from './session-body.ts';
import { isObject, pick, type WireObject } from './wire-object.ts';

const ROOTS = [
  ['session', SESSION_PATHS],
  ['response', RESPONSE_PATHS],
] as const;
/** Parts of a GA path that no beta client ever sent; the error is then about the body as a whole. */
const GA_ONLY = /^\.(?:audio|type|truncation|reasoning|parallel_tool_calls)(?![A-Za-z0-9_])/;
const ONE_WORD = /_format$|^voice$/;
const QUOTED_PATH = /(['"`])((?:session|response)\.[A-Za-z0-9_.[\]]+)\1/g;

/** `session.audio.output.voice` → `session.voice`. Other paths, and beta's own, stay. */
export function toBetaParam(param: string): string {
  for (const [root, paths] of ROOTS) {
    if (!param.startsWith(`${root}.`)) continue;
    const rest = param.slice(root.length + 1);
    for (const [ga, beta] of paths) {
      const tail = tailAfter(rest, ga);
      if (tail === null) continue;
      // Formats and voices are one word in beta, so there is nothing inside them.
      return `${root}.${beta}${ONE_WORD.test(beta) ? '' : tail}`;
    }
    return GA_ONLY.test(param.slice(root.length)) ? root : param;
  }
  return param;
}

/** What follows `path` in `whole`; null when `whole` is neither it nor inside it. */
function tailAfter(whole: string, path: string): string | null {
  if (!whole.startsWith(path)) return null;
  const tail = whole.slice(path.length);
  return tail === '' || tail.startsWith('.') || tail.startsWith('[') ? tail : null;
}

/** The `error` object of an `error` event, or of a failed transcription. The client's `event_id` stays. */
export function toBetaError(error: unknown): unknown {
  if (!isObject(error)) return error;
  const { param, message } = error;
  const result: WireObject = {
    ...pick(error, ['type', 'code', 'message', 'param', 'event_id']),
    ...(typeof param === 'string' ? { param: toBetaParam(param) } : {}),
    ...(typeof message === 'string' ? { message: toBetaMessage(message) } : {}),
  };
  return result;
}

function toBetaMessage(message: string): string {
  return message.replaceAll(
    QUOTED_PATH,
    (_match, quote: string, path: string) => `${quote}${toBetaParam(path)}${quote}`,
  );
}
