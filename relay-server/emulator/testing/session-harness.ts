/** For tests: a session without a socket, on a clock that tests turn, with a voice that is quick and always the same. */

import { FakeClock } from '../../../src/lib/testing/fake-clock.ts';
import type { ServerEvent, ServerEventOf, ServerEventType } from '../../../src/protocol/realtime/events.ts';
import { loadFvad } from '../audio/fvad.ts';
import { EmulatorSession } from '../emulator-session.ts';
import { speakFormants } from '../voice/formant-voice.ts';
import type { Manner, Synthesiser } from '../voice/synthesiser.ts';

const classifiers = await loadFvad();

const STEP_MS = 5;
const SAMPLES_PER_MS = 24;

const testVoice: Synthesiser = {
  speak: (sentence: string, manner: Manner) => Promise.resolve(speakFormants(sentence, manner)),
  dispose: () => undefined,
};

/** Speech-like PCM16 at 24 kHz of exactly that length. */
export function speechPcm16(ms: number): Int16Array {
  const samples = speakFormants('hello my old friend, how are you on this morning in may? '.repeat(9), {
    voice: 'ash',
    speed: 1,
  });
  return Int16Array.from(
    { length: ms * SAMPLES_PER_MS },
    (_, n) => 32_000 * (samples[n % samples.length] ?? 0),
  );
}

export function silencePcm16(ms: number): Int16Array {
  return new Int16Array(ms * SAMPLES_PER_MS);
}

export function base64Of(pcm16: Int16Array): string {
  return Buffer.from(pcm16.buffer, pcm16.byteOffset, pcm16.byteLength).toString('base64');
}

export class SessionHarness {
  readonly clock = new FakeClock();
  readonly events: ServerEvent[] = [];
  readonly raw: string[] = [];
  readonly closes: (number | 'dropped')[] = [];
  readonly session: EmulatorSession;

  constructor(
    kind: 'realtime' | 'transcription' = 'realtime',
    voice: Synthesiser = testVoice,
    lifetimeSeconds?: number,
  ) {
    this.session = new EmulatorSession(
      {
        clock: this.clock,
        nowSeconds: () => 1_800_000_000,
        synthesiser: voice,
        classifiers,
        pace: { timesRealTime: 6 },
        ...(lifetimeSeconds !== undefined && { lifetimeSeconds }),
        send: (event) => this.events.push(event),
        sendRaw: (text) => this.raw.push(text),
        dropSocket: () => this.#end('dropped'),
        closeSocket: (code) => this.#end(code),
      },
      { kind, model: 'gpt-realtime-2.1' },
    );
  }

  send(event: object): void {
    this.session.receive(JSON.stringify(event));
  }

  update(session: object): void {
    this.send({ type: 'session.update', session: { type: 'realtime', ...session } });
  }

  /** A typed message and the request to answer it. */
  ask(text: string, response?: object): void {
    const content = [{ type: 'input_text', text }];
    this.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    this.send({ type: 'response.create', ...(response && { response }) });
  }

  /** Appends audio in frames of 20 ms; time stands still meanwhile. */
  hear(pcm16: Int16Array): void {
    for (let at = 0; at < pcm16.length; at += 480) {
      this.send({ type: 'input_audio_buffer.append', audio: base64Of(pcm16.slice(at, at + 480)) });
    }
  }

  /** Lets time pass, and promises settle on the way. */
  async pass(ms: number): Promise<void> {
    await settle();
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      this.clock.advance(STEP_MS);
      await settle();
    }
  }

  /** Lets time pass until that many responses have ended. */
  async finish(responses = 1): Promise<void> {
    for (let n = 0; n < 20_000 && this.of('response.done').length < responses; n += 1)
      await this.pass(STEP_MS);
    if (this.of('response.done').length < responses) throw new Error('the response does not end');
  }

  of<T extends ServerEventType>(type: T): ServerEventOf<T>[] {
    return this.events.filter((event): event is ServerEventOf<T> => event.type === type);
  }

  /** Their types in order; runs of the deltas of one item, whose kinds alternate, count once. */
  get types(): string[] {
    const types: string[] = [];
    for (const { type } of this.events) {
      const shown = type.endsWith('.delta') ? 'deltas' : type;
      if (shown !== 'deltas' || types.at(-1) !== 'deltas') types.push(shown);
    }
    return types;
  }

  /** What the last response said, all its items together. */
  get said(): string {
    const output = this.of('response.done').at(-1)?.response.output ?? [];
    return output
      .flatMap((item) => (item.type === 'message' && item.role === 'assistant' ? item.content : []))
      .map((part) => part.transcript ?? part.text ?? '')
      .join(' | ');
  }

  get errors() {
    return this.of('error').map(({ error }) => error);
  }

  /** Milliseconds of PCM16 in the audio deltas. */
  get audioMs(): number {
    return this.of('response.output_audio.delta').reduce(
      (sum, { delta }) => sum + Buffer.from(delta, 'base64').length / 48,
      0,
    );
  }

  forget(): void {
    this.events.length = 0;
  }

  #end(how: number | 'dropped'): void {
    this.closes.push(how);
    this.session.dispose();
  }
}

/** Runs everything that promises have made ready. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Says something for that long, with silence before and after, as one turn. */
export function speak(h: SessionHarness, ms = 1200): void {
  h.hear(silencePcm16(600));
  h.hear(speechPcm16(ms));
  h.hear(silencePcm16(700));
}
