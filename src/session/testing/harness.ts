/**
 * A session with everything around it made by hand, and the server's lines to say to it. The lines are what the service
 * sends in a conversation, in its order; tests leave out, repeat or mix them at will.
 */

import { encodeBase64 } from '../../dsp/base64.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { toSessionBody } from '../../protocol/realtime/session-body.ts';
import type { ToolHandler } from '../ports.ts';
import type { LineLoss } from '../seam-words.ts';
import { Session } from '../session.ts';
import type { SessionEvents } from '../session-events.ts';
import type { MessageItem, SessionSettings, ToolDefinition } from '../types.ts';
import { FakeOutput } from './fake-output.ts';
import { ScriptedTransport } from './scripted-transport.ts';
import { testSettings } from './settings.ts';

export const SAMPLES_PER_MS = 24;

export interface Said {
  name: keyof SessionEvents;
  payload: unknown;
}

const loss: LineLoss = { cause: 'lost', code: 1006, words: 'the cable was cut', heardToTheEnd: false };

const NAMES: (keyof SessionEvents)[] = [
  'conversation.item.appended',
  'conversation.item.completed',
  'conversation.item.deleted',
  'conversation.interrupted',
  'input.committed',
  'mark',
  'phase',
  'notice',
  'notice.cleared',
  'usage',
  'ready',
];

export class Harness {
  readonly clock = new FakeClock(1000);
  /** The line that the conversation is on. */
  transport = new ScriptedTransport();
  readonly output = new FakeOutput();
  readonly session: Session;
  /** What the session said, but for the stream of updates and frames. */
  readonly said: Said[] = [];
  #serverEvents = 0;
  readonly #begun = new Set<ScriptedTransport>();
  readonly #calls = new Map<ScriptedTransport, Set<string>>();

  constructor(
    options: {
      settings?: Partial<SessionSettings>;
      tools?: { definition: ToolDefinition; handler: ToolHandler }[];
    } = {},
  ) {
    let ids = 0;
    this.session = new Session({
      clock: this.clock,
      output: this.output,
      settings: { ...testSettings, ...options.settings },
      tools: options.tools ?? [],
      newId: () => String((ids += 1)),
    });
    for (const name of NAMES) this.session.on(name, (payload) => this.said.push({ name, payload }));
  }

  /** Starts and lets the server accept everything. Nothing is left in the transport. */
  connect(): this {
    this.session.start(this.transport);
    this.#open();
    this.said.length = 0;
    return this;
  }

  /** The line is lost; nothing more can be sent on it. */
  lose(patch: Partial<LineLoss> = {}): void {
    this.transport.open = false;
    this.session.suspend({ ...loss, ...patch });
  }

  /** A new line and a new session, which has taken the settings and knows what it was told. What it was sent is left to be taken. */
  async reconnect(): Promise<void> {
    this.#open();
    await this.settle();
  }

  /** A new line; its session has not begun. Nothing happens while the former one is there. */
  openLine(): void {
    if (this.transport.open) return;
    this.transport = new ScriptedTransport();
    this.session.start(this.transport);
  }

  /** The session on the line begins. */
  beginSession(): void {
    if (!this.transport.open || this.#begun.has(this.transport)) return;
    this.#begun.add(this.transport);
    const { asked } = this.session.settings;
    const session = { ...toSessionBody(asked), id: `sess_${this.#begun.size}`, model: 'gpt-realtime-2.1' };
    this.emit('session.created', { session });
  }

  hasSession(line: ScriptedTransport): boolean {
    return this.#begun.has(line);
  }

  /** Ids of calls that the server made on a line. */
  callsOn(line: ScriptedTransport): ReadonlySet<string> {
    return this.#calls.get(line) ?? new Set();
  }

  #open(): void {
    this.openLine();
    this.transport.take('session.update');
    this.beginSession();
    this.accept();
  }

  /** `session.updated` with what is asked now. */
  accept(): void {
    const { model, ...asked } = this.session.settings.asked;
    this.emit('session.updated', { session: { ...toSessionBody(asked), id: 'sess_1', model } });
  }

  emit(type: string, fields: Record<string, unknown> = {}): void {
    this.session.receive(this.line(type, fields));
  }

  line(type: string, fields: Record<string, unknown> = {}): string {
    this.#serverEvents += 1;
    return JSON.stringify({ type, event_id: `event_${this.#serverEvents}`, ...fields });
  }

  /** A response begins and with it a spoken item behind `previousId`. */
  answerBegins(responseId: string, itemId: string, previousId: string | null): void {
    this.responseBegins(responseId);
    this.itemBegins(responseId, itemId, previousId);
  }

  responseBegins(responseId: string): void {
    const response = { id: responseId, status: 'in_progress', output: [], conversation_id: 'conv_1' };
    this.emit('response.created', { response });
  }

  itemBegins(responseId: string, itemId: string, previousId: string | null): void {
    const item = { id: itemId, type: 'message', role: 'assistant', status: 'in_progress', content: [] };
    this.emit('response.output_item.added', { response_id: responseId, output_index: 0, item });
    this.emit('conversation.item.added', { previous_item_id: previousId, item });
  }

  audio(responseId: string, itemId: string, ms: number): void {
    const delta = encodeBase64(new Uint8Array(ms * SAMPLES_PER_MS * 2));
    this.emit('response.output_audio.delta', { ...place(responseId, itemId), delta });
  }

  words(responseId: string, itemId: string, delta: string): void {
    this.emit('response.output_audio_transcript.delta', { ...place(responseId, itemId), delta });
  }

  itemEnds(responseId: string, itemId: string, status = 'completed'): void {
    this.emit('response.output_audio.done', place(responseId, itemId));
    const item = { id: itemId, type: 'message', role: 'assistant', status, content: [] };
    this.emit('conversation.item.done', { item });
    this.emit('response.output_item.done', { response_id: responseId, output_index: 0, item });
  }

  responseEnds(responseId: string, fields: Record<string, unknown> = {}): void {
    const response = {
      id: responseId,
      status: 'completed',
      output: [],
      conversation_id: 'conv_1',
      ...fields,
    };
    this.emit('response.done', { response });
  }

  cancelled(responseId: string, reason = 'turn_detected'): void {
    this.responseEnds(responseId, { status: 'cancelled', status_details: { type: 'cancelled', reason } });
  }

  toolCall(responseId: string, itemId: string, name: string, args: string): void {
    const calls = this.#calls.get(this.transport) ?? new Set();
    this.#calls.set(this.transport, calls.add(`call_${itemId}`));
    const item = { id: itemId, type: 'function_call', call_id: `call_${itemId}`, name, arguments: '' };
    this.emit('response.output_item.added', { response_id: responseId, item });
    this.emit('conversation.item.added', { item });
    const where = { response_id: responseId, item_id: itemId, call_id: `call_${itemId}` };
    this.emit('response.function_call_arguments.delta', { ...where, delta: args });
    this.emit('response.function_call_arguments.done', { ...where, name, arguments: args });
    const done = { ...item, arguments: args, status: 'completed' };
    this.emit('conversation.item.done', { item: done });
    this.emit('response.output_item.done', { response_id: responseId, item: done });
  }

  refuse(eventId: string | null, code: string, message = code, param: string | null = null): void {
    const error = { type: 'invalid_request_error', code, message, param, event_id: eventId };
    this.emit('error', { error });
  }

  message(id: string): MessageItem {
    const item = this.session.item(id);
    if (item?.kind !== 'message') throw new Error(`no message ${id}`);
    return item;
  }

  order(): string[] {
    return this.session.items.map((item) => item.id);
  }

  payloads<K extends keyof SessionEvents>(name: K): SessionEvents[K][] {
    return this.said.filter((said) => said.name === name).map((said) => said.payload as SessionEvents[K]);
  }

  /** Lets promises run. */
  async settle(): Promise<void> {
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
  }
}

function place(responseId: string, itemId: string) {
  return { response_id: responseId, item_id: itemId, output_index: 0, content_index: 0 };
}
