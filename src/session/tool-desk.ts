/**
 * Tool calls of the model from arrival to answer: runs them, shows them, sends their outputs, and has the model go on when
 * all calls of a response are answered. Owns running calls.
 */

import type { Clock } from '../lib/clock.ts';
import type { SessionContext } from './context.ts';
import type { Conversation } from './conversation.ts';
import type { ToolHandler } from './ports.ts';
import { ToolRounds } from './tool-rounds.ts';
import { type ToolCall, ToolRunner } from './tools.ts';

export interface ToolsDeps {
  context: SessionContext;
  conversation: Conversation;
  newItemId: () => string;
  /** All outputs of a response have been sent: the model should go on. */
  onAnswered: () => void;
  /** A call began or ended. */
  onChange: () => void;
}

/** Calls of the model, whoever answers them. */
export interface Tools {
  /** Some call has no answer yet. */
  readonly busy: boolean;
  call(call: ToolCall, responseId: string): void;
  responseEnded(responseId: string, goOn: boolean): void;
  /** Running tools run on: their outputs go into the next session. */
  lineLost(): void;
}

export class ToolDesk implements Tools {
  readonly #deps: ToolsDeps;
  readonly #runner: ToolRunner;
  readonly #rounds: ToolRounds;

  constructor(clock: Clock, deps: ToolsDeps) {
    this.#deps = deps;
    this.#runner = new ToolRunner(clock);
    this.#rounds = new ToolRounds(deps.onAnswered);
  }

  get busy(): boolean {
    return this.#runner.running > 0;
  }

  add(name: string, handler: ToolHandler): void {
    this.#runner.add(name, handler);
  }

  remove(name: string): void {
    this.#runner.remove(name);
  }

  call(call: ToolCall, responseId: string): void {
    const { context, conversation, newItemId, onChange } = this.#deps;
    conversation.patchToolCall(call.itemId, { state: 'running' });
    this.#rounds.called(responseId);
    this.#runner.run(call, ({ ok, output, durationMs }) => {
      if (!conversation.isGone(call.itemId)) {
        const item = { kind: 'tool-output', id: newItemId(), callId: call.callId, output } as const;
        // Without a line it is told to the next session, with the call.
        context.send({ kind: 'add-item', item });
        conversation.patchToolCall(call.itemId, { state: ok ? 'done' : 'failed', output, durationMs });
        conversation.complete(call.itemId);
      }
      this.#rounds.answered(responseId);
      onChange();
    });
  }

  responseEnded(responseId: string, goOn: boolean): void {
    this.#rounds.responseEnded(responseId, goOn);
  }

  /** The person wants silence: outputs are still sent, but no answer to them is asked for. */
  silence(): void {
    this.#rounds.silence();
  }

  lineLost(): void {
    this.#rounds.lineLost();
  }

  dispose(): void {
    this.#runner.dispose();
  }
}
