/**
 * The tools that this side runs for the model. Owns handlers, running calls and their abort signals, and says what became
 * of each call; sends nothing. The model is always answered: with the result, or with `{"error": "…"}`.
 */

import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import { Scope } from '../lib/scope.ts';
import type { ToolHandler } from './ports.ts';

/** A call that takes longer is given up, so that one stuck tool does not stop the conversation. */
export const TOOL_TIMEOUT_MS = 60_000;

export interface ToolCall {
  itemId: string;
  callId: string;
  name: string;
  argumentsText: string;
}

export interface ToolOutcome {
  ok: boolean;
  /** JSON text for the model. */
  output: string;
  durationMs: number;
}

export class ToolRunner {
  readonly #clock: Clock;
  readonly #scope: Scope;
  readonly #handlers = new Map<string, ToolHandler>();
  readonly #running = new Set<{ aborted: boolean }>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#scope = new Scope(clock);
  }

  get running(): number {
    return this.#running.size;
  }

  add(name: string, handler: ToolHandler): void {
    this.#handlers.set(name, handler);
  }

  remove(name: string): boolean {
    return this.#handlers.delete(name);
  }

  /** Runs a call. `done` is called once, later, never after `dispose`. */
  run(call: ToolCall, done: (outcome: ToolOutcome) => void): void {
    const signal = { aborted: false };
    const startMs = this.#clock.nowMs();
    this.#running.add(signal);
    const finish = (ok: boolean, output: string) => {
      if (!this.#running.delete(signal)) return;
      cancelTimeout();
      done({ ok, output, durationMs: this.#clock.nowMs() - startMs });
    };
    const cancelTimeout = this.#scope.after(TOOL_TIMEOUT_MS, () => {
      signal.aborted = true;
      finish(false, failure(`The tool did not answer within ${TOOL_TIMEOUT_MS / 1000} seconds.`));
    });
    void this.#answer(call, signal, finish);
  }

  /** Tells every running tool to stop and forgets it. */
  dispose(): void {
    for (const signal of this.#running) signal.aborted = true;
    this.#running.clear();
    this.#scope.dispose();
  }

  async #answer(
    call: ToolCall,
    signal: { aborted: boolean },
    finish: (ok: boolean, output: string) => void,
  ): Promise<void> {
    try {
      const handler = this.#handlers.get(call.name);
      if (!handler) throw new Error(`There is no tool named ${call.name} here.`);
      const result = await handler(parseArguments(call.argumentsText), signal);
      const output = serialise(result);
      if (output === null) throw new Error(`The result of ${call.name} cannot be written as JSON.`);
      finish(true, output);
    } catch (error) {
      finish(false, failure(messageOf(error)));
    }
  }
}

/** The model's arguments. Throws an error in words for the model, who can then try again. */
function parseArguments(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`The arguments are not valid JSON: ${messageOf(error)}`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('The arguments must be a JSON object.');
  }
  return value as Record<string, unknown>;
}

function serialise(result: unknown): string | null {
  try {
    return JSON.stringify(result ?? null) ?? null;
  } catch {
    return null;
  }
}

function failure(message: string): string {
  return JSON.stringify({ error: message });
}
