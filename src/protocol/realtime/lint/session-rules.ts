/** The session as it was asked for and as the server has it: what was not accepted, and a model that will not be there for long. */

import type { ClientEvent, ServerEventOf } from '../events.ts';
import { type Finding, NOTHING } from './finding.ts';

export interface SessionRulesDeps {
  /** First day without a model, `YYYY-MM-DD`; null when none is announced. */
  shutdownOf: (model: string) => string | null;
  /** Milliseconds since 1970. */
  epochMs: () => number;
}

/** Long enough to plan and test a change. */
const NOTICE_DAYS = 120;
const DAY_MS = 86_400_000;
/** Updates that wait for their answer; a server that never answers must not make us keep them all. */
const MOST_PENDING = 32;
/** Chosen when connecting, or never said again by the server. */
const NOT_ECHOED = new Set(['session.type', 'session.model', 'session.tracing', 'session.prompt']);
/** Of an MCP tool; servers keep secrets to themselves. */
const SECRETS = new Set(['authorization', 'headers']);

type Updated = ServerEventOf<'session.created'> | ServerEventOf<'session.updated'>;

export class SessionRules {
  readonly #deps: SessionRulesDeps;
  /** Updates that the server has not answered, oldest first: it answers in order. */
  readonly #pending: { id: string | null; session: object }[] = [];

  constructor(deps: SessionRulesDeps) {
    this.#deps = deps;
  }

  /** For the next session. One update that waits was sent to it before it said anything; of several nobody knows which are its own. */
  succeeded(deps: SessionRulesDeps): SessionRules {
    const next = new SessionRules(deps);
    if (this.#pending.length === 1) next.#pending.push(...this.#pending);
    return next;
  }

  sent(event: ClientEvent): void {
    if (event.type !== 'session.update' || typeof event.session !== 'object') return;
    this.#pending.push({ id: event.event_id ?? null, session: event.session });
    if (this.#pending.length > MOST_PENDING) this.#pending.shift();
  }

  /** The server's error for a command of ours. */
  refused(commandId: string | null): void {
    const at = this.#pending.findIndex(({ id }) => id !== null && id === commandId);
    if (at >= 0) this.#pending.splice(at, 1);
  }

  heard({ type, session }: Updated): readonly Finding[] {
    const findings = this.#retiring(session);
    if (type !== 'session.updated') return findings;
    const asked = this.#pending.shift();
    // A later update may have overtaken this answer in what it says.
    if (!asked || this.#pending.length > 0) return findings;
    const missed = differences(asked.session, session, 'session.');
    return missed.length === 0 ? findings : [...findings, ...missed.map(notAccepted)];
  }

  #retiring(session: object): readonly Finding[] {
    const { model, audio } = session as { model?: unknown; audio?: { input?: { transcription?: unknown } } };
    const transcription = audio?.input?.transcription as { model?: unknown } | null | undefined;
    const findings = [model, transcription?.model].flatMap((name) =>
      typeof name === 'string' ? this.#retirement(name) : NOTHING,
    );
    return findings.length === 0 ? NOTHING : findings;
  }

  #retirement(model: string): readonly Finding[] {
    const day = this.#deps.shutdownOf(model);
    if (day === null) return NOTHING;
    const days = Math.ceil((Date.parse(day) - this.#deps.epochMs()) / DAY_MS);
    if (days > NOTICE_DAYS) return NOTHING;
    return [
      {
        rule: 'model-retires',
        summary:
          days > 0
            ? `${model} is shut down on ${day}, in ${days} days`
            : `${model} was to be shut down on ${day}`,
        why: 'OpenAI has announced the last day of this model. From then on sessions that ask for it are refused.',
        fix: 'Choose its successor in the session settings and test with it before that day.',
      },
    ];
  }
}

interface Difference {
  path: string;
  asked: unknown;
  got: unknown;
}

/** Where `got` has something else than `asked` names. What was not asked for does not count. */
function differences(asked: unknown, got: unknown, path: string): Difference[] {
  if (typeof asked !== 'object' || asked === null) {
    return isSame(asked, got) ? [] : [{ path: path.slice(0, -1), asked, got }];
  }
  if (Array.isArray(asked)) {
    const isLonger = Array.isArray(got) && got.length !== asked.length;
    if (!Array.isArray(got) || isLonger) return [{ path: path.slice(0, -1), asked, got }];
    return asked.flatMap((each: unknown, index) => differences(each, got[index], `${path}${index}.`));
  }
  if (typeof got !== 'object' || got === null) {
    return Object.keys(asked).length === 0 ? [] : [{ path: path.slice(0, -1), asked, got }];
  }
  return Object.entries(asked).flatMap(([name, value]) =>
    SECRETS.has(name) || NOT_ECHOED.has(path + name)
      ? []
      : differences(value, (got as Record<string, unknown>)[name], `${path}${name}.`),
  );
}

/** Nothing, null and an empty text are one; numbers may have lost their last digits. */
function isSame(asked: unknown, got: unknown): boolean {
  if (typeof asked === 'number' && typeof got === 'number') return Math.abs(asked - got) < 1e-6;
  const isNothing = (value: unknown) => value === undefined || value === null || value === '';
  return asked === got || (isNothing(asked) && isNothing(got));
}

function notAccepted({ path, asked, got }: Difference): Finding {
  return {
    rule: 'setting-not-accepted',
    summary: `${path}: asked for ${shown(asked)}, the session has ${shown(got)}`,
    why: 'The server took the update without an error and kept or chose another value here. The session does not behave as you asked.',
    fix: 'See whether the model supports this field and value, and whether the relay’s policy sets it. What the server has is in session.updated.',
  };
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
