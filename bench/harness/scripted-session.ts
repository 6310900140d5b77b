/** One client's session with the scripted server. */

import type { WebSocket } from 'ws';
import { ClickDetector } from './click-detector.ts';
import { HourScript } from './hour/hour-script.ts';
import type { ArrivedClick } from './scripted-server.messages.ts';
import {
  type Answer,
  answerBegins,
  answerEnds,
  audioDelta,
  defaultSession,
  deleted,
  DELTA_MS,
  itemTaken,
  merge,
  newId,
  pastTurns,
  type ServerEvent,
  sessionEvent,
  speechEnds,
  speechStarted,
  transcriptDelta,
  truncated,
} from './wire-events.ts';

/** Of the microphone, before a client counts as live. */
const READY_SAMPLES = 4800;
const SPEECH_MS = 100;
const WORDS = ['The ', 'quick ', 'brown ', 'fox ', 'jumps ', 'over ', 'the ', 'lazy ', 'dog. '];

interface ClientEvent {
  type?: string;
  audio?: string;
  session?: { [field: string]: unknown };
  item_id?: string;
  audio_end_ms?: number;
  item?: { [field: string]: unknown };
  previous_item_id?: string | null;
}

export class ScriptedSession {
  readonly #socket: WebSocket;
  readonly #onReady: () => void;
  readonly #detector = new ClickDetector();
  #session: { [field: string]: unknown };
  #updated = false;
  #clicks: ArrivedClick[] = [];
  #answer: Answer | null = null;
  #pace: NodeJS.Timeout | undefined;
  #lastItemId: string | null = null;
  #script: HourScript | null = null;
  /** Audio received since the client connected, once there is a script. */
  #inputMs = 0;
  #received = 0;
  #sent = 0;

  constructor(socket: WebSocket, model: string, onReady: () => void) {
    this.#socket = socket;
    this.#onReady = onReady;
    this.#session = defaultSession(model);
    socket.on('message', (bytes: Buffer) => this.#receive(bytes, Date.now()));
    socket.on('close', () => clearInterval(this.#pace));
    this.#send(sessionEvent('session.created', this.#session));
  }

  get ready(): boolean {
    return this.#updated && this.#detector.position >= READY_SAMPLES;
  }

  close(): void {
    clearInterval(this.#pace);
    this.#socket.terminate();
  }

  speak(plan: { leadDeltas: number; withTranscript: boolean }): { firstDeltaAtMs: number } {
    const answer: Answer = {
      responseId: newId('resp'),
      itemId: newId('item'),
      previousItemId: this.#lastItemId,
    };
    this.#answer = answer;
    this.#lastItemId = answer.itemId;
    for (const event of answerBegins(answer, 'audio')) this.#send(event);
    let sent = 0;
    const next = () => {
      this.#send(audioDelta(answer));
      if (plan.withTranscript && sent % 4 === 0) {
        this.#send(transcriptDelta(answer, WORDS[(sent / 4) % WORDS.length] ?? ''));
      }
      sent += 1;
    };
    const firstDeltaAtMs = Date.now();
    for (let i = 0; i < plan.leadDeltas; i += 1) next();
    const pacedFrom = performance.now();
    // Catches up after a late timer, so that the rate holds over any time.
    this.#pace = setInterval(() => {
      while ((sent - plan.leadDeltas) * DELTA_MS < performance.now() - pacedFrom) next();
    }, DELTA_MS / 2);
    return { firstDeltaAtMs };
  }

  interrupt(): { speechStartedAtMs: number } {
    clearInterval(this.#pace);
    const answer = this.#answer;
    if (!answer) throw new Error('There is no answer to interrupt.');
    this.#answer = null;
    const itemId = newId('item');
    const inputMs = Math.round(this.#detector.position / 24);
    const speechStartedAtMs = Date.now();
    this.#send(speechStarted(itemId, inputMs));
    for (const event of answerEnds(answer, 'audio', 'cancelled', WORDS.join(''))) this.#send(event);
    this.#lastItemId = itemId;
    setTimeout(() => {
      for (const event of speechEnds(itemId, answer.itemId, inputMs + SPEECH_MS)) this.#send(event);
    }, SPEECH_MS);
    return { speechStartedAtMs };
  }

  burst(count: number, marker: string): { firstAtMs: number; events: number } {
    const { events, lastItemId } = pastTurns(count, this.#lastItemId);
    this.#lastItemId = lastItemId;
    const texts = [...events, { type: marker, event_id: newId('event') }].map((event) =>
      JSON.stringify(event),
    );
    const firstAtMs = Date.now();
    for (const text of texts) this.#socket.send(text);
    return { firstAtMs, events: texts.length };
  }

  /** A conversation goes on from now, at the pace of the microphone. */
  converse(): void {
    this.#inputMs = this.#detector.position / 24;
    this.#script = new HourScript(this.#inputMs, this.#lastItemId);
  }

  /** How far the conversation has come, and how many events passed in both directions since the beginning. */
  progress(): { inputMs: number; events: number; turns: number } {
    const turns = this.#script?.turns ?? 0;
    return { inputMs: this.#inputMs, events: this.#received + this.#sent, turns };
  }

  takeClicks(): ArrivedClick[] {
    const taken = this.#clicks;
    this.#clicks = [];
    return taken;
  }

  #receive(bytes: Buffer, atMs: number): void {
    const event = JSON.parse(bytes.toString()) as ClientEvent;
    this.#received += 1;
    switch (event.type) {
      case 'session.update':
        this.#session = merge(this.#session, event.session ?? {});
        this.#send(sessionEvent('session.updated', this.#session));
        this.#updated = true;
        return;
      case 'input_audio_buffer.append':
        this.#append(event.audio ?? '', atMs);
        return;
      case 'conversation.item.truncate':
        this.#send(truncated(event.item_id ?? '', event.audio_end_ms ?? 0));
        return;
      case 'conversation.item.delete':
        this.#send(deleted(event.item_id ?? ''));
        return;
      case 'conversation.item.create':
        this.#take(event);
        return;
      case 'response.create':
        this.#script?.create();
        return;
      default:
    }
  }

  #take({ item, previous_item_id }: ClientEvent): void {
    const taken = { id: newId('item'), status: 'completed', object: 'realtime.item', ...item };
    const events = itemTaken(taken as Parameters<typeof itemTaken>[0], previous_item_id ?? null);
    for (const event of events) this.#send(event);
  }

  #append(base64: string, atMs: number): void {
    if (this.#script) {
      this.#inputMs += Buffer.byteLength(base64, 'base64') / 48;
      for (const event of this.#script.take(this.#inputMs)) this.#send(event);
      return;
    }
    const bytes = Buffer.from(base64, 'base64');
    const pcm16 = new Int16Array(bytes.length >> 1);
    for (let i = 0; i < pcm16.length; i += 1) pcm16[i] = bytes.readInt16LE(i * 2);
    const wasReady = this.ready;
    for (const sample of this.#detector.push(pcm16)) {
      this.#clicks.push({ sample, atMs, waitMs: (this.#detector.position - sample) / 24 });
    }
    if (!wasReady && this.ready) this.#onReady();
  }

  #send(event: ServerEvent): void {
    this.#sent += 1;
    this.#socket.send(JSON.stringify(event));
  }
}
