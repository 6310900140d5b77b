/**
 * The conversation as a client of the beta interface keeps it: every event looks up what it refers to, without asking whether it is
 * there, and fails where such a client fails. Made for tests of the beta dialect; guards nothing on purpose.
 */

interface BetaPart {
  type: string;
  text: string;
  transcript: string;
}

export interface BetaItem {
  id: string;
  type: string;
  role: string;
  status: string;
  content: BetaPart[];
  name: string;
  call_id: string;
  arguments: string;
  output: string;
  formatted: {
    /** Undefined when the item was created between the start and the stop of its speech. */
    audio: Int16Array | undefined;
    text: string;
    transcript: string | undefined;
    tool: { name: string; call_id: string; arguments: string } | null;
    output: string | null;
  };
}

/** What such a client believes that an event holds. */
export interface BetaEvent {
  type: string;
  event_id: string;
  item: BetaItem;
  item_id: string;
  response: { id: string; output: string[]; status: string };
  response_id: string;
  content_index: number;
  part: BetaPart;
  delta: string;
  transcript: string;
  audio_start_ms: number;
  audio_end_ms: number;
  error: { code: string; message: string; param: string | null; event_id: string | null };
}

const SAMPLES_PER_MS = 24;

export class BetaConversation {
  readonly items: BetaItem[] = [];
  readonly #itemsById = new Map<string, BetaItem>();
  readonly #responses = new Map<string, { id: string; output: string[] }>();
  readonly #speech = new Map<string, { startMs: number; audio: Int16Array | undefined }>();
  readonly #transcripts = new Set<string>();
  #pushedAudio: Int16Array | null = null;

  item(id: string): BetaItem | undefined {
    return this.#itemsById.get(id);
  }

  /** Audio of a turn that the client commits itself; the next item of the user gets it. */
  queueInputAudio(pcm16: Int16Array): void {
    this.#pushedAudio = pcm16;
  }

  /** The item that changed. Throws where the client would. `heard`: all audio since the session began. */
  process(event: BetaEvent, heard: Int16Array): BetaItem | null {
    switch (event.type) {
      case 'conversation.item.created':
        return this.#created(event);
      case 'conversation.item.truncated': {
        const item = this.#known(event.item_id, event);
        item.formatted.transcript = '';
        item.formatted.audio = audioOf(item).slice(0, Math.floor(event.audio_end_ms * SAMPLES_PER_MS));
        return item;
      }
      case 'conversation.item.deleted': {
        const item = this.#known(event.item_id, event);
        this.#itemsById.delete(item.id);
        this.items.splice(this.items.indexOf(item), 1);
        return item;
      }
      case 'conversation.item.input_audio_transcription.completed': {
        const item = this.#itemsById.get(event.item_id);
        if (item === undefined) {
          this.#transcripts.add(event.item_id);
          return null;
        }
        partOf(item, event.content_index).transcript = event.transcript;
        item.formatted.transcript = event.transcript || ' ';
        return item;
      }
      case 'input_audio_buffer.speech_started':
        this.#speech.set(event.item_id, { startMs: event.audio_start_ms, audio: undefined });
        return null;
      case 'input_audio_buffer.speech_stopped': {
        const startMs = this.#speech.get(event.item_id)?.startMs ?? event.audio_end_ms;
        const audio = heard.slice(startMs * SAMPLES_PER_MS, event.audio_end_ms * SAMPLES_PER_MS);
        this.#speech.set(event.item_id, { startMs, audio });
        return null;
      }
      case 'response.created':
        this.#responses.set(event.response.id, event.response);
        return null;
      case 'response.output_item.added': {
        const response = this.#responses.get(event.response_id);
        if (response === undefined) throw new Error(`${event.type}: no response ${event.response_id}`);
        response.output.push(event.item.id);
        return null;
      }
      case 'response.output_item.done': {
        const item = this.#known(event.item.id, event);
        item.status = event.item.status;
        return item;
      }
      case 'response.content_part.added': {
        const item = this.#known(event.item_id, event);
        item.content.push(event.part);
        return item;
      }
      case 'response.audio_transcript.delta': {
        const item = this.#known(event.item_id, event);
        partOf(item, event.content_index).transcript += event.delta;
        item.formatted.transcript += event.delta;
        return item;
      }
      case 'response.text.delta': {
        const item = this.#known(event.item_id, event);
        partOf(item, event.content_index).text += event.delta;
        item.formatted.text += event.delta;
        return item;
      }
      case 'response.audio.delta': {
        const item = this.#known(event.item_id, event);
        item.formatted.audio = joined(audioOf(item), samplesOf(event.delta));
        return item;
      }
      case 'response.function_call_arguments.delta': {
        const item = this.#known(event.item_id, event);
        item.arguments += event.delta;
        if (item.formatted.tool === null) throw new Error(`${event.type}: ${item.id} is no call`);
        item.formatted.tool.arguments += event.delta;
        return item;
      }
      default:
        return null;
    }
  }

  #created({ item: source }: BetaEvent): BetaItem {
    const item: BetaItem = structuredClone(source);
    if (!this.#itemsById.has(item.id)) {
      this.#itemsById.set(item.id, item);
      this.items.push(item);
    }
    const speech = this.#speech.get(item.id);
    item.formatted = {
      audio: speech === undefined ? new Int16Array(0) : speech.audio,
      text: '',
      // Such a client means to put the waiting text here, and puts nothing.
      transcript: this.#transcripts.delete(item.id) ? undefined : '',
      tool: null,
      output: null,
    };
    this.#speech.delete(item.id);
    for (const part of item.content ?? []) {
      if (part.type === 'text' || part.type === 'input_text') item.formatted.text += part.text;
    }
    if (item.type === 'message' && item.role === 'user') {
      item.status = 'completed';
      if (this.#pushedAudio !== null) item.formatted.audio = this.#pushedAudio;
      this.#pushedAudio = null;
    } else if (item.type === 'message') {
      item.status = 'in_progress';
    } else if (item.type === 'function_call') {
      item.formatted.tool = { name: item.name, call_id: item.call_id, arguments: '' };
      item.status = 'in_progress';
    } else if (item.type === 'function_call_output') {
      item.formatted.output = item.output;
      item.status = 'completed';
    }
    return item;
  }

  #known(id: string, { type }: BetaEvent): BetaItem {
    const item = this.#itemsById.get(id);
    if (item === undefined) throw new Error(`${type}: item ${id} not found`);
    return item;
  }
}

function partOf(item: BetaItem, index: number): BetaPart {
  const part = item.content[index];
  if (part === undefined) throw new TypeError(`item ${item.id} has no content part ${index}`);
  return part;
}

function audioOf(item: BetaItem): Int16Array {
  if (item.formatted.audio === undefined) throw new TypeError(`the audio of ${item.id} is undefined`);
  return item.formatted.audio;
}

/** Throws a RangeError at an odd number of bytes, as a typed array over them does. */
function samplesOf(base64: string): Int16Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return new Int16Array(bytes.buffer);
}

export function joined(first: Int16Array, second: Int16Array): Int16Array {
  const whole = new Int16Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
