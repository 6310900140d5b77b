/** Typed commands that make the emulator misbehave on purpose, so that a client's failure paths can be tried by hand. Pure. */

import { type Plan, say } from '../responses/plan.ts';
import { numberInWords } from './numbers.ts';
import { HELP, LONG_STORY } from './texts.ts';

/** Enough of the answer that something is heard before it breaks. */
const MIDDLE_MS = 3000;
const MOST_SECONDS = 600;
const MOST_BURST = 100_000;
const SAMPLES_PER_SECOND = 24_000;

/** `text` begins with a slash. Unknown commands get an answer that says so. */
export function planCommand(text: string): Plan {
  const [name = '', argument] = text.trim().split(/\s+/);
  switch (name.toLowerCase()) {
    case '/help':
      return say(HELP);
    case '/error':
      return say('That was the error event that you asked for. The session goes on.', { kind: 'error' });
    case '/fail':
      return { utterances: [], fault: { kind: 'fail' } };
    case '/slow': {
      const seconds = clamp(argument, 5, 0, MOST_SECONDS);
      return say(`This answer was held back for ${seconds} seconds.`, { kind: 'delay', ms: seconds * 1000 });
    }
    case '/drop':
      return say(LONG_STORY, { kind: 'drop', afterMs: MIDDLE_MS });
    case '/close':
      return planClose(argument);
    case '/silence': {
      const seconds = clamp(argument, 3, 0.1, MOST_SECONDS);
      const pcm16 = new Int16Array(Math.round(seconds * SAMPLES_PER_SECOND));
      return { utterances: [{ kind: 'play', pcm16, transcript: `(${seconds} s of silence)` }], fault: null };
    }
    case '/stall':
      return say(LONG_STORY, { kind: 'stall', afterMs: MIDDLE_MS });
    case '/garbage':
      return say('Before this answer I sent a malformed frame and an event of an unknown type.', {
        kind: 'garbage',
      });
    case '/incomplete':
      return say(LONG_STORY, { kind: 'incomplete', afterMs: MIDDLE_MS });
    case '/late':
      return say(`Interrupt me, and late deltas will follow. ${LONG_STORY}`, { kind: 'late' });
    case '/burst': {
      const count = Math.round(clamp(argument, 1000, 1, MOST_BURST));
      return { utterances: [{ kind: 'burst', count }], fault: null };
    }
    case '/expire':
      return say(LONG_STORY, { kind: 'expire', afterMs: MIDDLE_MS });
    default:
      return say(`I know no command ${name}. Type /help for the list.`);
  }
}

function planClose(argument: string | undefined): Plan {
  const code = Number(argument ?? 1011);
  if (!isSendableCloseCode(code)) {
    return say(
      `A close frame cannot carry the code ${argument ?? ''}. Use 1000, 1001, 1011, or ${numberInWords(4)} digits from 3000.`,
    );
  }
  return say(LONG_STORY, { kind: 'close', code, afterMs: MIDDLE_MS });
}

/** RFC 6455 section 7.4: what an endpoint may put into a close frame. */
export function isSendableCloseCode(code: number): boolean {
  if (!Number.isInteger(code)) return false;
  return (
    (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999)
  );
}

function clamp(argument: string | undefined, fallback: number, least: number, most: number): number {
  const value = argument === undefined ? fallback : Number(argument);
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : fallback;
}
