/** What one connection has to remember of its session: what GA no longer tells (temperature), and the voice that is in force. */

import { isObject, omit, stringOr, type WireObject } from './wire-object.ts';

/** Beta's default. Source: the beta API reference. */
const DEFAULT_TEMPERATURE = 0.8;

export class SessionMemory {
  #temperature = DEFAULT_TEMPERATURE;
  #outputFormat = 'pcm16';
  /** As the server last said; null before it has. */
  #voice: string | null = null;
  /** The server has not yet answered an update that carried a voice, so what is in force is not known. */
  #isVoiceAsked = false;

  /** For session and response objects on their way to the client. */
  get temperature(): number {
    return this.#temperature;
  }

  /** `pcm16`, `g711_ulaw` or `g711_alaw`. */
  get outputFormat(): string {
    return this.#outputFormat;
  }

  /**
   * Takes note of a `session.update`: `beta` as the client wrote it, `ga` as it is about to go up. The result is `ga` without its voice
   * where that is the voice in force: clients send their whole settings each time, and once the assistant has spoken an update that
   * names a voice may be refused whole.
   */
  asked(beta: WireObject, ga: WireObject): WireObject {
    const wanted = isObject(beta['session']) ? beta['session']['temperature'] : undefined;
    if (typeof wanted === 'number') this.#temperature = wanted;
    const { session } = ga;
    const audio = isObject(session) ? session['audio'] : undefined;
    const output = isObject(audio) ? audio['output'] : undefined;
    if (!isObject(session) || !isObject(audio) || !isObject(output) || !Object.hasOwn(output, 'voice')) {
      return ga;
    }
    if (this.#isVoiceAsked || this.#voice === null || voiceName(output['voice']) !== this.#voice) {
      this.#isVoiceAsked = true;
      return ga;
    }
    const rest = omit(output, ['voice']);
    const others = omit(audio, ['output']);
    const kept = Object.keys(rest).length > 0 ? { ...others, output: rest } : others;
    const body = omit(session, ['audio']);
    return { ...ga, session: Object.keys(kept).length > 0 ? { ...body, audio: kept } : body };
  }

  /** A session object of the server, in beta's shape. */
  confirmed(session: WireObject): void {
    this.#voice = typeof session['voice'] === 'string' ? session['voice'] : null;
    this.#isVoiceAsked = false;
    this.#outputFormat = stringOr(session['output_audio_format'], this.#outputFormat);
  }

  /** An error of the server: an update that it refuses changes nothing. `param` in beta's words; not every server gives one. */
  refused(param: unknown, code: unknown): void {
    const isOfSession = typeof param === 'string' && /^session\b/.test(param);
    if (isOfSession || code === 'cannot_update_voice') this.#isVoiceAsked = false;
  }
}

function voiceName(voice: unknown): string | null {
  const name = isObject(voice) ? voice['id'] : voice;
  return typeof name === 'string' ? name : null;
}
