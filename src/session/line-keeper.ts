/**
 * Keeps a conversation on a line: opens the first, replaces one that is lost, and leaves one whose session nears its end. Owns
 * lines and the waiting between them; how long to wait and when to leave is decided by the policies, what a change of sessions
 * means to the conversation by `Session`. A home gives it the means to dial, its clocks, and whether there is a network.
 */

import type { Clock } from '../lib/clock.ts';
import { Scope } from '../lib/scope.ts';
import { opensSession } from './realtime-adapter.ts';
import { type LineEnd, causeOf, decideResume, heardToTheEnd } from './resume-policy.ts';
import { decideRollover, rolloverWindowMs } from './rollover-policy.ts';
import { endWords } from './seam-words.ts';
import type { LineLoss } from './seam-words.ts';
import type { Session } from './session.ts';
import type { DialLine, Line, LineClose } from './lines.ts';

/** A server that accepts the socket and then says nothing is not going to. */
const READY_TIMEOUT_MS = 15_000;
/** A session that lasted so long had no trouble of its own: the next loss is counted from the beginning. */
const STABLE_MS = 10_000;
/** Far beyond any session's, and below what a timer can count. */
const MOST_LIFETIME_MS = 24 * 3_600_000;
/** How often a session near its end is looked at. */
const LOOK_MS = 250;
/** After a next session could not be had ahead of time. */
const LOOK_AGAIN_MS = 3000;
/** What a session may say before it is asked anything; more is not kept. */
const MOST_EARLY_TEXTS = 16;

export type LineState =
  | { status: 'connected'; sessionId: string; model: string; expiresAtEpochMs: number | null }
  /** `nextAttemptAtEpochMs` null: it is being tried. */
  | { status: 'reconnecting'; attempt: number; nextAttemptAtEpochMs: number | null; reason: string };

export interface LineOver extends LineClose {
  /** A session had begun. */
  ready: boolean;
  /** The other end took the line and said nothing. */
  silent: boolean;
  /** At getting a session back, in vain. */
  attempts: number;
}

export interface LineKeeperDeps {
  clock: Clock;
  /** Milliseconds since 1970. */
  epochMs: () => number;
  random: () => number;
  online: () => boolean;
  dial: DialLine;
  session: Session;
  /** Code of the `error` event that came just before, null when there was none. */
  lastErrorCode: () => string | null;
  onState: (state: LineState) => void;
  /** Called once: nothing more is tried. */
  onOver: (end: LineOver) => void;
}

interface Attempt {
  line: Line;
  scope: Scope;
  opened: boolean;
  /** The server has begun its session. */
  ready: boolean;
  /** The conversation is in that session. */
  begun: boolean;
  /** What came before anybody listened. */
  early: string[];
}

export class LineKeeper {
  readonly #deps: LineKeeperDeps;
  readonly #scope: Scope;
  #current: Attempt | null = null;
  /** Opened ahead of time, to take over from the current one. */
  #next: Attempt | null = null;
  #everReady = false;
  #attempts = 0;
  /** When there last was a session; null while there is one. */
  #lostAtMs: number | null = null;
  #reason = '';
  #cancelWait: (() => void) | null = null;
  #forgetAttempts = () => {};
  #quietSinceMs: number | null;
  #over = false;

  constructor(deps: LineKeeperDeps) {
    const { clock, session } = deps;
    this.#deps = deps;
    this.#scope = new Scope(clock);
    this.#quietSinceMs = clock.nowMs();
    this.#scope.add(session.on('ready', (ready) => this.#ready(ready)));
    this.#scope.add(
      session.on('phase', (phase) => {
        const quiet = phase === 'idle' || phase === 'listening';
        this.#quietSinceMs = quiet ? (this.#quietSinceMs ?? clock.nowMs()) : null;
      }),
    );
    this.#adopt(this.#open());
  }

  /** Closes whatever is open and tries nothing more. */
  end(): void {
    this.#over = true;
    for (const attempt of [this.#current, this.#next]) {
      attempt?.scope.dispose();
      attempt?.line.close();
    }
    this.#current = null;
    this.#next = null;
    this.#scope.dispose();
  }

  /** There is a network (again): what waits is tried at once. */
  networkIsBack(): void {
    if (this.#cancelWait === null) return;
    this.#cancelWait();
    this.#tryAgain();
  }

  /** The home found out that the line takes nothing any more, though nobody has closed it. */
  lineIsDead(): void {
    const attempt = this.#current;
    if (attempt?.ready) this.#ended(attempt, { code: 1006, reason: '', opened: true });
  }

  /** Bytes that the current line has not sent yet. */
  bufferedBytes(): number {
    return this.#current?.line.bufferedBytes() ?? 0;
  }

  #open(): Attempt {
    const scope = this.#scope.child();
    const line = this.#deps.dial({
      onOpen: () => {
        attempt.opened = true;
        if (attempt === this.#current) this.#deps.session.start(line);
      },
      onText: (text) => {
        if (attempt === this.#current) this.#deps.session.receive(text, line);
        else this.#early(attempt, text);
      },
      onEnd: (end) => this.#ended(attempt, end),
    });
    const attempt: Attempt = { line, scope, opened: false, ready: false, begun: false, early: [] };
    scope.after(READY_TIMEOUT_MS, () => {
      if (!attempt.ready)
        this.#ended(
          attempt,
          { code: attempt.opened ? 4504 : 1006, reason: '', opened: attempt.opened },
          true,
        );
    });
    return attempt;
  }

  /** From now on the conversation is on this line. */
  #adopt(attempt: Attempt): void {
    const { session } = this.#deps;
    this.#current = attempt;
    if (!attempt.opened) return;
    session.start(attempt.line);
    for (const text of attempt.early.splice(0)) session.receive(text, attempt.line);
  }

  #early(attempt: Attempt, text: string): void {
    if (attempt.early.length < MOST_EARLY_TEXTS) attempt.early.push(text);
    if (opensSession(text)) attempt.ready = true;
  }

  #ready({
    sessionId,
    model,
    expiresAtMs,
  }: {
    sessionId: string;
    model: string;
    expiresAtMs: number | null;
  }): void {
    const attempt = this.#current;
    if (attempt === null || attempt.begun || this.#over) return;
    attempt.ready = true;
    attempt.begun = true;
    this.#everReady = true;
    this.#lostAtMs = null;
    this.#forgetAttempts();
    this.#forgetAttempts = attempt.scope.after(STABLE_MS, () => {
      this.#attempts = 0;
    });
    this.#deps.onState({ status: 'connected', sessionId, model, expiresAtEpochMs: expiresAtMs });
    const remainingMs = expiresAtMs === null ? 0 : expiresAtMs - this.#deps.epochMs();
    // An end in the past, or days away, is a clock that is wrong: then the server's word has to do.
    if (expiresAtMs === null || remainingMs <= 0 || remainingMs > MOST_LIFETIME_MS) return;
    const look = () => this.#look(attempt, { expiresAtMs, lifetimeMs: remainingMs });
    attempt.scope.after(remainingMs - rolloverWindowMs(remainingMs), look);
  }

  /** The session nears its end. */
  #look(attempt: Attempt, session: { expiresAtMs: number; lifetimeMs: number }): void {
    if (attempt !== this.#current) return;
    const { clock, epochMs } = this.#deps;
    const next = this.#next;
    const decision = decideRollover({
      remainingMs: session.expiresAtMs - epochMs(),
      lifetimeMs: session.lifetimeMs,
      quietMs: this.#quietSinceMs === null ? null : clock.nowMs() - this.#quietSinceMs,
      next: next === null ? 'none' : next.ready ? 'ready' : 'opening',
    });
    if (decision === 'open') this.#next = this.#open();
    if (decision === 'switch' && next !== null) {
      this.#leave(attempt, next);
      return;
    }
    attempt.scope.after(LOOK_MS, () => this.#look(attempt, session));
  }

  #leave(attempt: Attempt, next: Attempt): void {
    this.#next = null;
    this.#deps.session.suspend({ cause: 'limit', code: null, words: null, heardToTheEnd: true });
    attempt.scope.dispose();
    attempt.line.close();
    this.#adopt(next);
  }

  #ended(attempt: Attempt, end: LineClose, silent = false): void {
    if (this.#over || (attempt !== this.#current && attempt !== this.#next)) return;
    attempt.scope.dispose();
    attempt.line.close();
    if (attempt === this.#next) {
      // The current session goes on meanwhile; another is tried for in a while.
      this.#scope.after(LOOK_AGAIN_MS, () => {
        if (this.#next === attempt) this.#next = null;
      });
      attempt.ready = false;
      return;
    }
    this.#lost({ code: end.code, errorCode: this.#deps.lastErrorCode() }, end, silent);
  }

  #lost(lineEnd: LineEnd, end: LineClose, silent: boolean): void {
    const { clock, session, online, random } = this.#deps;
    this.#current = null;
    this.#forgetAttempts();
    const words = endWords(lineEnd);
    // Why it is gone, not why the attempts since then failed.
    if (this.#lostAtMs === null) this.#reason = words;
    this.#lostAtMs ??= clock.nowMs();
    const decision = this.#everReady
      ? decideResume({
          ...lineEnd,
          attempts: this.#attempts,
          elapsedMs: clock.nowMs() - this.#lostAtMs,
          online: online(),
          random: random(),
        })
      : ({ kind: 'give-up' } as const);
    if (decision.kind === 'give-up') {
      const attempts = this.#attempts;
      this.end();
      this.#deps.onOver({ ...end, ready: this.#everReady, silent, attempts });
      return;
    }
    const loss: LineLoss = {
      cause: causeOf(lineEnd),
      code: lineEnd.code,
      words,
      heardToTheEnd: heardToTheEnd(lineEnd),
    };
    session.suspend(loss);
    if (online()) this.#attempts += 1;
    this.#wait(decision.delayMs);
  }

  #wait(delayMs: number): void {
    const ahead = this.#next;
    this.#next = null;
    // One was opened ahead of time and still lives: it takes over now.
    if (ahead !== null && !ahead.scope.disposed) {
      this.#tell(null);
      this.#adopt(ahead);
      return;
    }
    this.#tell(this.#deps.epochMs() + delayMs);
    const cancel = this.#scope.after(delayMs, () => this.#tryAgain());
    this.#cancelWait = cancel;
  }

  #tryAgain(): void {
    this.#cancelWait = null;
    this.#tell(null);
    this.#adopt(this.#open());
  }

  #tell(nextAttemptAtEpochMs: number | null): void {
    const attempt = Math.max(1, this.#attempts);
    this.#deps.onState({ status: 'reconnecting', attempt, nextAttemptAtEpochMs, reason: this.#reason });
  }
}
