/**
 * A client of the beta interface over a real socket, shaped like the reference client of that time: what it sends, when it sends it, and
 * that nothing catches what its handlers throw. Here `thrown` collects that, so that a test can say that there was nothing.
 */

import { WebSocket } from 'ws';
import { type BetaEvent, type BetaItem, BetaConversation, joined } from './beta-conversation.ts';

interface BetaTool {
  definition: { name: string; description: string; parameters: object };
  handler: (input: unknown) => Promise<unknown>;
}

export interface BetaClientOptions {
  /** Without query: the client appends its model itself. */
  url: string;
  /** As a browser it offers subprotocols, as a server it sends a header. */
  as: 'browser' | 'server';
  key?: string | null;
  /** Null: names none. */
  model?: string | null;
}

export class BetaClient {
  readonly socket: WebSocket;
  readonly conversation = new BetaConversation();
  readonly received: BetaEvent[] = [];
  readonly sent: { type: string; event_id: string }[] = [];
  readonly thrown: unknown[] = [];
  /** Items in the order in which they were told of, and those told to be complete; an id twice is a fault. */
  readonly appended: string[] = [];
  readonly completed: string[] = [];
  /** Headers of the answer to the upgrade. */
  answer: Record<string, string | string[] | undefined> = {};
  /** Called when somebody speaks. */
  onInterrupted: () => void = () => undefined;
  #input: Int16Array = new Int16Array(0);
  #eventCount = 0;
  readonly #tools = new Map<string, BetaTool>();
  #session: Record<string, unknown> = {
    modalities: ['text', 'audio'],
    instructions: '',
    voice: 'verse',
    input_audio_format: 'pcm16',
    output_audio_format: 'pcm16',
    input_audio_transcription: null,
    turn_detection: null,
    tools: [],
    tool_choice: 'auto',
    temperature: 0.8,
    max_response_output_tokens: 4096,
  };

  constructor({ url, as, key = null, model = 'gpt-4o-realtime-preview-2024-10-01' }: BetaClientOptions) {
    const address = model === null ? url : `${url}?model=${model}`;
    const protocols = ['realtime', `openai-insecure-api-key.${key}`, 'openai-beta.realtime-v1'];
    const headers = { Authorization: `Bearer ${key}`, 'OpenAI-Beta': 'realtime=v1' };
    this.socket =
      as === 'browser' ? new WebSocket(address, protocols) : new WebSocket(address, [], { headers });
    this.socket.on('upgrade', (response) => {
      this.answer = response.headers;
    });
    this.socket.on('open', () => this.updateSession());
    this.socket.on('message', (text: Buffer) => {
      try {
        this.#receive(text.toString());
      } catch (error) {
        this.thrown.push(error);
      }
    });
    // A refused upgrade shows as a socket that is closed.
    this.socket.on('error', () => undefined);
  }

  send(type: string, fields: object = {}): void {
    this.#eventCount += 1;
    const event = { event_id: `evt_${this.#eventCount}`, type, ...fields };
    this.sent.push(event);
    this.socket.send(JSON.stringify(event));
  }

  /** Always the whole of its settings, whatever changed. */
  updateSession(changes: Record<string, unknown> = {}): void {
    this.#session = { ...this.#session, ...changes };
    const tools = [...this.#tools.values()].map(({ definition }) => ({ type: 'function', ...definition }));
    if (this.socket.readyState === WebSocket.OPEN) {
      this.send('session.update', { session: { ...this.#session, tools } });
    }
  }

  addTool(definition: BetaTool['definition'], handler: BetaTool['handler']): void {
    this.#tools.set(definition.name, { definition, handler });
    this.updateSession();
  }

  appendInputAudio(pcm16: Int16Array): void {
    this.send('input_audio_buffer.append', { audio: base64Of(pcm16) });
    this.#input = joined(this.#input, pcm16);
  }

  sendUserMessage(content: object[]): void {
    this.send('conversation.item.create', { item: { type: 'message', role: 'user', content } });
    this.createResponse();
  }

  createResponse(): void {
    if (this.#session['turn_detection'] === null && this.#input.length > 0) {
      this.send('input_audio_buffer.commit');
      this.conversation.queueInputAudio(this.#input);
      this.#input = new Int16Array(0);
    }
    this.send('response.create');
  }

  /** Throws when the item has no part of type `audio`, as such a client does. */
  cancelResponse(itemId: string, sampleCount: number): void {
    const item = this.conversation.item(itemId);
    if (item === undefined) throw new Error(`could not find item ${itemId}`);
    this.send('response.cancel');
    const content_index = item.content.findIndex(({ type }) => type === 'audio');
    if (content_index === -1) throw new Error('could not find audio on the item to cancel');
    this.send('conversation.item.truncate', {
      item_id: itemId,
      content_index,
      audio_end_ms: Math.floor(sampleCount / 24),
    });
  }

  deleteItem(itemId: string): void {
    this.send('conversation.item.delete', { item_id: itemId });
  }

  of(type: string): BetaEvent[] {
    return this.received.filter((event) => event.type === type);
  }

  #receive(text: string): void {
    const event: BetaEvent = JSON.parse(text);
    if (!event.event_id) throw new Error('missing event_id on an event');
    if (!event.type) throw new Error('missing type on an event');
    this.received.push(event);
    if (event.type === 'response.output_item.done') {
      // Its handler is asynchronous: what it throws is an unhandled rejection.
      this.#outputDone(event).catch((error: unknown) => this.thrown.push(error));
      return;
    }
    const item = this.conversation.process(event, this.#input);
    if (event.type === 'input_audio_buffer.speech_started') this.onInterrupted();
    if (event.type !== 'conversation.item.created' || item === null) return;
    this.appended.push(item.id);
    if (item.status === 'completed') this.completed.push(item.id);
  }

  async #outputDone(event: BetaEvent): Promise<void> {
    const item = this.conversation.process(event, this.#input);
    if (item === null) return;
    if (item.status === 'completed') this.completed.push(item.id);
    if (item.formatted.tool !== null) await this.#callTool(item.formatted.tool);
  }

  /** Answers a call at once, before the response that it belongs to is over. */
  async #callTool(call: NonNullable<BetaItem['formatted']['tool']>): Promise<void> {
    let output: unknown;
    try {
      output = await this.#tools.get(call.name)?.handler(JSON.parse(call.arguments));
    } catch (error) {
      output = { error: error instanceof Error ? error.message : String(error) };
    }
    this.send('conversation.item.create', {
      item: { type: 'function_call_output', call_id: call.call_id, output: JSON.stringify(output) },
    });
    this.createResponse();
  }
}

function base64Of(pcm16: Int16Array): string {
  return Buffer.from(pcm16.buffer, pcm16.byteOffset, pcm16.byteLength).toString('base64');
}
