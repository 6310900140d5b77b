/** Tool calls that somebody else runs: known from the call to the output that is sent back. Runs nothing. */

import type { Tools, ToolsDeps } from '../tool-desk.ts';
import type { ToolCall } from '../tools.ts';

export class ObservedTools implements Tools {
  readonly #deps: Pick<ToolsDeps, 'context' | 'conversation'>;
  /** Item and start of each call without an output, by its call id. */
  readonly #open = new Map<string, { itemId: string; startMs: number }>();

  constructor(deps: Pick<ToolsDeps, 'context' | 'conversation'>) {
    this.#deps = deps;
  }

  get busy(): boolean {
    return this.#open.size > 0;
  }

  call({ itemId, callId }: ToolCall): void {
    const { context, conversation } = this.#deps;
    conversation.patchToolCall(itemId, { state: 'running' });
    this.#open.set(callId, { itemId, startMs: context.nowMs() });
  }

  /** The output was sent to the model. */
  answered(callId: string, output: string): void {
    const { context, conversation } = this.#deps;
    const call = this.#open.get(callId);
    if (!call || !this.#open.delete(callId) || conversation.isGone(call.itemId)) return;
    const durationMs = context.nowMs() - call.startMs;
    conversation.patchToolCall(call.itemId, {
      state: failed(output) ? 'failed' : 'done',
      output,
      durationMs,
    });
    conversation.complete(call.itemId);
  }

  responseEnded(): void {}

  lineLost(): void {}
}

/** How this console tells the model that a tool failed, and many others do. */
function failed(output: string): boolean {
  try {
    const value: unknown = JSON.parse(output);
    return typeof value === 'object' && value !== null && Object.keys(value).join() === 'error';
  } catch {
    // Not JSON: some tools answer in plain words.
    return false;
  }
}
