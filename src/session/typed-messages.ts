/** What a person types, on its way to the server: shown at once, told after the interruption that it causes, answered. */

import type { SessionContext } from './context.ts';
import type { Conversation } from './conversation.ts';
import type { Interruptions } from './interruptions.ts';
import type { ItemWriter } from './item-writer.ts';
import type { ResponseSequencer } from './response-sequencer.ts';
import type { SentCommands } from './sent-commands.ts';

export interface TypedMessagesDeps {
  context: SessionContext;
  conversation: Conversation;
  interrupter: Interruptions;
  writer: ItemWriter;
  sequencer: ResponseSequencer;
  sent: SentCommands;
  /** A message that waited for an interruption has been told. */
  onChange: () => void;
}

export class TypedMessages {
  readonly #deps: TypedMessagesDeps;

  constructor(deps: TypedMessagesDeps) {
    this.#deps = deps;
  }

  /** Interrupts what is being said, then asks for an answer. */
  send(itemId: string, text: string): void {
    const { interrupter, writer } = this.#deps;
    const pending = interrupter.interrupt('text');
    writer.typed(itemId, text);
    if (pending) void this.#tellAfter(pending, itemId, text);
    else this.#tell(itemId, text);
  }

  #tell(itemId: string, text: string): void {
    const { context, conversation, sequencer, sent } = this.#deps;
    const item = { kind: 'message', id: itemId, role: 'user', text } as const;
    const atMs = conversation.get(itemId)?.startedAtMs;
    const command = { kind: 'add-item', item, ...(atMs === undefined ? {} : { atMs }) } as const;
    // A session that came meanwhile may have been told of it.
    const commandId = conversation.isHeld(itemId) ? null : context.send(command);
    // Without a line it waits with the conversation, and so does the request.
    if (commandId !== null) sent.add(commandId, { kind: 'add-user-text', itemId });
    sequencer.request();
  }

  async #tellAfter(pending: Promise<void>, itemId: string, text: string): Promise<void> {
    await pending;
    this.#tell(itemId, text);
    this.#deps.onChange();
  }
}
