/** The model of a call: takes the format that it is asked for, and speaks one answer after another, a piece of sound at a time. */

import type { Socket } from 'node:net';
import { CallEnd } from './call-end.ts';
import { nowUs, stampedSound } from './sound.ts';

/** 100 ms. */
export const FRAMES_PER_PIECE = 5;
/** An answer of ten seconds. */
const PIECES_PER_ANSWER = 100;
/** Pieces sent at once when the model begins to speak: a model is ahead of its listener. */
const HEAD_START = 3;

export interface ModelHandlers {
  /** The caller's first packet came; before that, nobody knows whose model this is. */
  first(call: number): void;
  arrived(latencyUs: number): void;
}

export class Model {
  readonly #end: CallEnd;
  readonly #handlers: ModelHandlers;
  #pieces = 0;
  #answer = 0;
  #events = 0;
  sent = 0;

  constructor(socket: Socket, rest: Buffer, handlers: ModelHandlers) {
    this.#handlers = handlers;
    this.#end = new CallEnd(
      { socket, rest, isClient: false, call: null },
      {
        arrived: (latencyUs) => handlers.arrived(latencyUs),
        dropped: () => {},
        text: (text) => this.#take(text),
      },
    );
    this.#say('session.created', { session: { type: 'realtime', id: 'sess_bench', model: 'bench' } });
  }

  get tally(): CallEnd {
    return this.#end;
  }

  /** The next piece of the answer. */
  send(): void {
    const { call } = this.#end;
    if (call === null) return;
    if (this.#pieces % PIECES_PER_ANSWER === 0) this.#nextAnswer();
    this.#pieces += 1;
    const stamp = { call, sequence: this.sent, sentAtUs: nowUs() };
    this.sent += FRAMES_PER_PIECE;
    this.#say('response.output_audio.delta', {
      ...this.#place,
      item_id: this.#item.id,
      delta: stampedSound(stamp, FRAMES_PER_PIECE),
    });
  }

  close(): void {
    this.#end.close();
  }

  get #place() {
    return { response_id: `resp_${this.#answer}`, output_index: 0, content_index: 0 };
  }

  get #item() {
    const id = `item_${this.#answer}`;
    return { id, type: 'message', role: 'assistant', status: 'in_progress', content: [] };
  }

  #nextAnswer(): void {
    if (this.#answer > 0) {
      const item = { ...this.#item, status: 'completed' };
      this.#say('response.output_audio.done', { ...this.#place, item_id: item.id });
      this.#say('response.output_item.done', { ...this.#place, item });
      this.#say('response.done', {
        response: { id: `resp_${this.#answer}`, status: 'completed', output: [item] },
      });
    }
    this.#answer += 1;
    this.#say('response.created', {
      response: { id: `resp_${this.#answer}`, status: 'in_progress', output: [] },
    });
    this.#say('response.output_item.added', { ...this.#place, item: this.#item });
    this.#say('conversation.item.added', { previous_item_id: null, item: this.#item });
  }

  #take(text: string): void {
    const event = JSON.parse(text) as { type: string; audio: string; session: object };
    if (event.type === 'session.update') {
      const turn_detection = { type: 'server_vad', create_response: true, interrupt_response: true };
      const format = { type: 'audio/pcmu' };
      const audio = { input: { format, turn_detection }, output: { format } };
      return this.#say('session.updated', { session: { type: 'realtime', id: 'sess_bench', audio } });
    }
    if (event.type !== 'input_audio_buffer.append') return this.#end.unexpected();
    const isFirst = this.#end.call === null;
    this.#end.hear(event.audio);
    if (!isFirst || this.#end.call === null) return;
    this.#handlers.first(this.#end.call);
    for (let piece = 0; piece < HEAD_START; piece += 1) this.send();
  }

  #say(type: string, fields: object): void {
    this.#events += 1;
    this.#end.send(JSON.stringify({ type, event_id: `event_${this.#events}`, ...fields }));
  }
}
