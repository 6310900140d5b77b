/**
 * Facts about items → what is in them. Owns the text of each part while it streams. Knows nothing of audio positions, turns
 * or requests; a finished tool call is handed to `onToolCall`.
 */

import type { SessionContext } from './context.ts';
import type { Conversation } from './conversation.ts';
import type { Fact, ItemFact } from './facts.ts';
import type { ToolCall } from './tools.ts';
import type { MessageItem, SessionSettings, ToolCallItem } from './types.ts';

type FactOf<K extends Fact['kind']> = Extract<Fact, { kind: K }>;
type MessageFact = Extract<ItemFact, { kind: 'message' }>;
type CallFact = Extract<ItemFact, { kind: 'tool-call' }>;

export interface ItemWriterDeps {
  context: SessionContext;
  conversation: Conversation;
  /** What counts for answers and transcription at this moment. */
  settings: () => Pick<SessionSettings, 'outputModality' | 'transcription'>;
  /** A call of the running session is complete and has to be run; once a call. */
  onToolCall: (call: ToolCall, responseId: string) => void;
}

export class ItemWriter {
  readonly #deps: ItemWriterDeps;
  /** Text of each part of items whose text still streams. */
  readonly #parts = new Map<string, Map<number, string>>();
  readonly #calledIds = new Set<string>();

  constructor(deps: ItemWriterDeps) {
    this.#deps = deps;
  }

  added(fact: FactOf<'item-added'>): void {
    if (this.#confirmsCarried(fact.item.id)) return;
    this.#deps.conversation.hold(fact.item.id);
    this.#write(fact.item, null, fact.previousItemId, false);
  }

  outputAdded(fact: FactOf<'output-added'>): void {
    this.#write(fact.item, fact.responseId, undefined, false);
  }

  done(fact: FactOf<'item-done'>): void {
    if (this.#confirmsCarried(fact.item.id)) return;
    this.#write(fact.item, fact.responseId, fact.previousItemId, true);
  }

  /** A person's typed message, shown before the server has it. */
  typed(itemId: string, text: string): void {
    const item = this.#newMessage(itemId, 'user', 'text', null);
    this.#deps.conversation.add({ ...item, text });
  }

  /** A spoken message of the person, known from the moment they began to speak. */
  spoken(itemId: string, startedAtMs: number): void {
    const { conversation } = this.#deps;
    if (conversation.get(itemId)) return;
    conversation.add({ ...this.#newMessage(itemId, 'user', 'voice', null), startedAtMs });
  }

  textDelta(fact: FactOf<'text-delta'>): void {
    this.answerHas(fact.itemId, fact.responseId, fact.medium);
    const parts = this.#partsOf(fact.itemId);
    const first = [...parts.values()].every((text) => text === '');
    parts.set(fact.part, (parts.get(fact.part) ?? '') + fact.delta);
    this.#showText(fact.itemId, fact.medium, fact.delta);
    if (first && fact.delta !== '') this.#deps.context.mark('first-text', 'First text', fact.itemId);
  }

  textDone(fact: FactOf<'text-done'>): void {
    this.answerHas(fact.itemId, fact.responseId, fact.medium);
    const parts = this.#partsOf(fact.itemId);
    if (parts.get(fact.part) === fact.text) return;
    parts.set(fact.part, fact.text);
    this.#showText(fact.itemId, fact.medium);
  }

  userTextDelta({ itemId, delta }: FactOf<'user-text-delta'>): void {
    this.spoken(itemId, this.#deps.context.nowMs());
    const item = this.#deps.conversation.message(itemId);
    if (!item || item.transcription === 'done') return;
    this.#deps.conversation.patchMessage(
      itemId,
      { text: item.text + delta, transcription: 'pending' },
      { text: delta },
    );
  }

  userTextDone({ itemId, text }: FactOf<'user-text-done'>): void {
    this.spoken(itemId, this.#deps.context.nowMs());
    this.#deps.conversation.patchMessage(itemId, { text, transcription: 'done', transcriptionError: null });
  }

  userTextFailed({ itemId, message }: FactOf<'user-text-failed'>): void {
    this.spoken(itemId, this.#deps.context.nowMs());
    this.#deps.conversation.patchMessage(itemId, { transcription: 'failed', transcriptionError: message });
  }

  argumentsDelta({ itemId, delta }: FactOf<'arguments-delta'>): void {
    const call = this.#deps.conversation.toolCall(itemId);
    if (call?.state !== 'streaming') return;
    const argumentsText = call.argumentsText + delta;
    this.#deps.conversation.patchToolCall(itemId, { argumentsText }, { argumentsText: delta });
  }

  argumentsDone({ itemId, argumentsText }: FactOf<'arguments-done'>): void {
    const call = this.#deps.conversation.toolCall(itemId);
    if (call?.state !== 'streaming' || call.argumentsText === argumentsText) return;
    this.#deps.conversation.patchToolCall(itemId, { argumentsText });
  }

  /** A delta for an item that was never announced is shown all the same. */
  answerHas(itemId: string, responseId: string, medium: 'voice' | 'text'): void {
    const { conversation } = this.#deps;
    if (conversation.get(itemId) || conversation.isGone(itemId)) return;
    conversation.add(this.#newMessage(itemId, 'assistant', medium, responseId));
  }

  /** Items that a response left unfinished will not be finished by anybody. */
  responseEnded(responseId: string, whole: boolean): void {
    const { conversation } = this.#deps;
    for (const item of conversation.ofResponse(responseId)) {
      this.#parts.delete(item.id);
      if (item.kind === 'message') this.#leave(item, whole);
      else if (item.kind === 'tool-call' && item.state === 'streaming') this.#fail(item);
    }
  }

  /** The session is over, and with it whatever was under way: nothing says any more that it still happens. */
  sessionEnded(): void {
    const { conversation } = this.#deps;
    for (const item of conversation.list()) {
      if (item.kind === 'message') {
        if (item.transcription === 'pending') conversation.patchMessage(item.id, { transcription: 'off' });
        this.#leave(item, false);
      } else if (item.kind === 'tool-call' && item.state !== 'done') this.#fail(item);
    }
  }

  /** The line is gone: what the server was writing stays as it is. What people typed is told to the next session. */
  lineLost(): void {
    const { conversation } = this.#deps;
    for (const item of conversation.list()) {
      this.#parts.delete(item.id);
      if (item.kind === 'tool-call' && item.state === 'streaming') this.#fail(item);
      if (item.kind !== 'message') continue;
      if (item.role === 'assistant') this.#leave(item, false);
      else if (item.medium === 'voice' && conversation.isHeld(item.id)) this.#closeSpeech(item);
    }
  }

  /** A turn that the server had taken is whole, whether or not it came to writing it down. */
  #closeSpeech(item: MessageItem): void {
    const { conversation } = this.#deps;
    if (item.transcription === 'pending') conversation.patchMessage(item.id, { transcription: 'off' });
    this.#leave(item, true);
  }

  /** What the server says of an item that it was told of is only what we told it. True when it is one. */
  #confirmsCarried(itemId: string): boolean {
    const { conversation } = this.#deps;
    if (!conversation.isCarried(itemId)) return false;
    const item = conversation.message(itemId);
    if (item) this.#leave(item, true);
    return true;
  }

  #leave({ id, status }: MessageItem, whole: boolean): void {
    const { conversation } = this.#deps;
    if (status !== 'in-progress') return;
    conversation.patchMessage(id, { status: whole ? 'completed' : 'incomplete' });
    conversation.complete(id);
  }

  #fail({ id }: ToolCallItem): void {
    this.#deps.conversation.patchToolCall(id, { state: 'failed' });
    this.#deps.conversation.complete(id);
  }

  #write(
    item: ItemFact,
    responseId: string | null,
    previousId: string | null | undefined,
    done: boolean,
  ): void {
    const { conversation, context } = this.#deps;
    if (conversation.isGone(item.id)) return;
    switch (item.kind) {
      case 'message':
        this.#writeMessage(item, responseId, done);
        break;
      case 'tool-call':
        this.#writeCall(item, responseId, done);
        break;
      case 'tool-output':
        conversation.reserve(item.id, previousId);
        break;
      case 'other':
        conversation.add({ kind: 'other', id: item.id, type: item.type, startedAtMs: context.nowMs() });
        break;
    }
    conversation.place(item.id, previousId);
    if (done && item.kind !== 'tool-call') conversation.complete(item.id);
  }

  #writeMessage(item: MessageFact, responseId: string | null, done: boolean): void {
    const { conversation } = this.#deps;
    if (!conversation.get(item.id)) {
      conversation.add(this.#newMessage(item.id, item.role, item.medium, responseId));
    }
    const shown = conversation.message(item.id);
    if (!shown) return;
    const patch: Partial<MessageItem> = {};
    if (shown.responseId === null && responseId !== null) patch.responseId = responseId;
    const status = item.status ?? (done ? 'completed' : null);
    // `added` of an answer says in progress; a repetition must not reopen what is complete.
    if (status !== null && status !== 'in-progress' && shown.status === 'in-progress') patch.status = status;
    if (item.medium !== null && shown.heard === null && item.medium !== shown.medium)
      patch.medium = item.medium;
    const text = item.parts.filter((part) => part !== null && part !== '').join('\n');
    if (text !== '' && text !== shown.text && (done || shown.text === '')) {
      patch.text = text;
      if (shown.transcription === 'pending') patch.transcription = 'done';
    }
    if (Object.keys(patch).length > 0) conversation.patchMessage(item.id, patch);
    if (done) this.#parts.delete(item.id);
  }

  #writeCall(item: CallFact, responseId: string | null, done: boolean): void {
    const { conversation, context } = this.#deps;
    const { id, callId, name, argumentsText } = item;
    conversation.add({
      kind: 'tool-call',
      id,
      callId,
      name,
      argumentsText,
      state: 'streaming',
      output: null,
      responseId,
      startedAtMs: context.nowMs(),
      durationMs: null,
    });
    const shown = conversation.toolCall(id);
    if (shown?.state !== 'streaming') return;
    const owner = shown.responseId ?? responseId;
    if (shown.responseId !== owner) conversation.patchToolCall(id, { responseId: owner });
    if (!done) return;
    if (argumentsText !== '' && argumentsText !== shown.argumentsText) {
      conversation.patchToolCall(id, { argumentsText });
    }
    if (item.status === 'incomplete') {
      conversation.patchToolCall(id, { state: 'failed' });
      conversation.complete(id);
    } else if (owner !== null && !this.#calledIds.has(id)) {
      // Calls without a response are history that somebody put into the conversation.
      this.#calledIds.add(id);
      const text = conversation.toolCall(id)?.argumentsText ?? argumentsText;
      this.#deps.onToolCall({ itemId: id, callId, name, argumentsText: text }, owner);
    }
  }

  #newMessage(
    id: string,
    role: MessageItem['role'],
    medium: MessageItem['medium'] | null,
    responseId: string | null,
  ): MessageItem {
    const { outputModality, transcription } = this.#deps.settings();
    const likely = role === 'assistant' && outputModality === 'audio' ? 'voice' : 'text';
    const isSpeech = role === 'user' && medium === 'voice';
    return {
      kind: 'message',
      id,
      role,
      status: 'in-progress',
      medium: medium ?? likely,
      text: '',
      transcription: isSpeech && transcription !== null ? 'pending' : 'off',
      transcriptionError: null,
      audioMs: null,
      heard: null,
      forgotten: false,
      responseId,
      startedAtMs: this.#deps.context.nowMs(),
    };
  }

  #partsOf(itemId: string): Map<number, string> {
    let parts = this.#parts.get(itemId);
    if (!parts) {
      parts = new Map();
      // Deltas that come after the item was done continue what is shown.
      const shown = this.#deps.conversation.message(itemId)?.text ?? '';
      if (shown !== '') parts.set(0, shown);
      this.#parts.set(itemId, parts);
    }
    return parts;
  }

  #showText(itemId: string, medium: 'voice' | 'text', delta?: string): void {
    const parts = [...(this.#parts.get(itemId) ?? [])].toSorted(([a], [b]) => a - b);
    const text = parts.map(([, part]) => part).join('\n');
    this.#deps.conversation.patchMessage(
      itemId,
      { text, medium },
      delta === undefined ? undefined : { text: delta },
    );
  }
}
