/**
 * Reads both directions of a session and says what is wrong with it, each fault with its reason and its fix. Only looks: it changes and
 * delays nothing, and costs an ordinary event no more than a few comparisons. Not for what the server itself refuses in words; for what
 * it takes silently, or says too late to be understood. Pure; time comes with the events.
 */

import type { ClientEvent, NoteEvent, ServerEvent } from '../events.ts';
import type { ParsedServerEvent, UnreadEvent } from '../parse.ts';
import { AudioRules } from './audio-rules.ts';
import { type Finding, NOTHING } from './finding.ts';
import { clientNameFaults, serverNameFault } from './name-rules.ts';
import { ResponseRules } from './response-rules.ts';
import { SessionRules, type SessionRulesDeps } from './session-rules.ts';

export type LintedEvent = { atMs: number } & (
  | { direction: 'client'; event: ClientEvent | UnreadEvent }
  | { direction: 'server'; event: ParsedServerEvent }
  | { direction: 'note'; event: NoteEvent }
);

/** A fault of a name is told once a session; past this many they are all of one kind. */
const MOST_NAMES_TOLD = 200;

export class Linter {
  readonly #deps: SessionRulesDeps;
  #audio = new AudioRules();
  #responses = new ResponseRules();
  #session: SessionRules;
  #told = new Set<string>();

  constructor(deps: SessionRulesDeps) {
    this.#deps = deps;
    this.#session = new SessionRules(deps);
  }

  /** Findings that this event gives rise to, in order. */
  see(linted: LintedEvent): readonly Finding[] {
    const { atMs } = linted;
    if (linted.direction === 'client') return this.#client(linted.event, atMs);
    if (linted.direction === 'note') return NOTHING;
    const { event } = linted;
    if (event.kind === 'known') return this.#server(event.event, atMs);
    return event.kind === 'unknown' ? this.#once([serverNameFault(event.type)]) : NOTHING;
  }

  #client(event: ClientEvent | UnreadEvent, atMs: number): readonly Finding[] {
    if ('kind' in event) {
      return event.kind === 'unknown'
        ? this.#once(clientNameFaults({ ...event.event, type: event.type }))
        : NOTHING;
    }
    if (event.type === 'input_audio_buffer.append') return this.#audio.appended(event.audio, atMs);
    const names = this.#once(clientNameFaults(event));
    this.#session.sent(event);
    const rest = this.#responses.sent(event);
    return names.length === 0 ? rest : [...names, ...rest];
  }

  #server(event: ServerEvent, atMs: number): readonly Finding[] {
    if (event.type === 'session.created') {
      // Another session, or the first: nothing of the one before is owed any more. What was asked of it already stays asked.
      this.#audio = new AudioRules();
      this.#responses = new ResponseRules();
      this.#session = this.#session.succeeded(this.#deps);
      this.#told = new Set();
    }
    if (event.type === 'session.created' || event.type === 'session.updated') {
      this.#audio.formats(event.session);
      this.#responses.formats(event.session);
      return this.#once(this.#session.heard(event));
    }
    if (event.type === 'error') this.#session.refused(event.error.event_id ?? null);
    return this.#responses.heard(event, atMs);
  }

  #once(findings: readonly Finding[]): readonly Finding[] {
    if (findings.length === 0) return NOTHING;
    return findings.filter(({ rule, summary }) => {
      const key = `${rule} ${summary}`;
      if (this.#told.has(key) || this.#told.size >= MOST_NAMES_TOLD) return false;
      this.#told.add(key);
      return true;
    });
  }
}
