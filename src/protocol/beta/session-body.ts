/**
 * The session: beta's flat body ↔ GA's nested one. Owns every name inside `session`. Absent stays absent and null stays null in both
 * directions (`turn_detection: null` is push-to-talk, and leaving it out is "as it was"). A body that is in the target shape already
 * comes out as it went in.
 */

import type * as Beta from 'openai/resources/beta/realtime/realtime';
import {
  toBetaFormat,
  toBetaModalities,
  toBetaToolChoice,
  toBetaTools,
  toBetaVoice,
  TOOL_CHOICE_PATH,
  toGaFormat,
  toGaModalities,
  toGaToolChoice,
  toGaVoice,
} from './values.ts';
import { isObject, pick, type WireObject } from './wire-object.ts';

type Convert = (value: unknown) => unknown;
type Place = readonly [where: 'root' | 'input' | 'output', name: string, toGa: Convert, toBeta: Convert];

const same: Convert = (value) => value;

/** Keeps null and whatever is no object; of an object only the fields that beta has. */
function only(...fields: string[]): Convert {
  return (value) => (isObject(value) ? pick(value, fields) : value);
}

type BetaSession = Beta.SessionUpdateEvent.Session & Beta.TranscriptionSessionUpdate.Session;
/** What GA has no room for: `temperature` is fixed there, the model is the URL's, and a secret belongs to the REST call. */
type Dropped = 'temperature' | 'model' | 'client_secret';

const PLACES: { readonly [Name in Exclude<keyof BetaSession, Dropped>]: Place } = {
  modalities: ['root', 'output_modalities', toGaModalities, toBetaModalities],
  max_response_output_tokens: ['root', 'max_output_tokens', same, same],
  tool_choice: ['root', 'tool_choice', toGaToolChoice, toBetaToolChoice],
  tools: ['root', 'tools', same, toBetaTools],
  instructions: ['root', 'instructions', same, same],
  tracing: ['root', 'tracing', same, same],
  include: ['root', 'include', same, same],
  input_audio_format: ['input', 'format', toGaFormat, toBetaFormat],
  input_audio_transcription: ['input', 'transcription', same, only('model', 'language', 'prompt')],
  input_audio_noise_reduction: ['input', 'noise_reduction', same, only('type')],
  turn_detection: [
    'input',
    'turn_detection',
    same,
    only(
      'type',
      'threshold',
      'prefix_padding_ms',
      'silence_duration_ms',
      'create_response',
      'interrupt_response',
      'eagerness',
    ),
  ],
  output_audio_format: ['output', 'format', toGaFormat, toBetaFormat],
  voice: ['output', 'voice', toGaVoice, toBetaVoice],
  speed: ['output', 'speed', same, same],
};

const DROPPED: readonly Dropped[] = ['temperature', 'model', 'client_secret'];

const places = new Map<string, Place>(Object.entries(PLACES));

/** Where a GA path inside the session is in beta, for errors: `audio.output.voice` → `voice`. */
export const SESSION_PATHS: readonly (readonly [ga: string, beta: string])[] = [
  TOOL_CHOICE_PATH,
  ...Object.entries(PLACES).map(
    ([beta, [where, ga]]) => [where === 'root' ? ga : `audio.${where}.${ga}`, beta] as const,
  ),
];

export type SessionKind = 'realtime' | 'transcription';

/** The body of a beta `session.update` (or `transcription_session.update`) as GA's. Keys of neither protocol go on, to be refused. */
export function toGaSession(body: WireObject, kind: SessionKind): WireObject {
  const parts = { root: [], input: [], output: [] } as Record<Place[0], [string, unknown][]>;
  for (const [key, value] of Object.entries(body)) {
    if (key === 'audio' || key === 'type' || DROPPED.some((dropped) => dropped === key)) continue;
    // A transcription answers nothing, so GA's has no modalities.
    if (key === 'modalities' && kind === 'transcription') continue;
    const place = places.get(key);
    if (place === undefined) parts.root.push([key, value]);
    else parts[place[0]].push([place[1], place[2](value)]);
  }
  const type = body['type'] === 'realtime' || body['type'] === 'transcription' ? body['type'] : kind;
  const audio = withFlat(body['audio'], parts);
  return { type, ...Object.fromEntries(parts.root), ...(audio === undefined ? {} : { audio }) };
}

/** `nested` is what the body has as `audio` already; undefined when there is neither that nor anything flat. */
function withFlat(nested: unknown, flat: Record<'input' | 'output', [string, unknown][]>): unknown {
  if (flat.input.length === 0 && flat.output.length === 0) return nested;
  const audio: Record<string, unknown> = isObject(nested) ? { ...nested } : {};
  for (const side of ['input', 'output'] as const) {
    if (flat[side].length === 0) continue;
    const before = audio[side];
    audio[side] = { ...(isObject(before) ? before : {}), ...Object.fromEntries(flat[side]) };
  }
  return audio;
}

/** Fields of the server's session object that both protocols have, besides those of `PLACES`. */
const SHARED = ['id', 'object', 'model', 'expires_at', 'prompt'];

export function sessionKind(session: WireObject): SessionKind {
  const isTranscription =
    session['type'] === 'transcription' || session['object'] === 'realtime.transcription_session';
  return isTranscription ? 'transcription' : 'realtime';
}

/** A GA session object as beta's. Only names that beta has come out. `temperature` is what the client asked for. */
export function toBetaSession(session: WireObject, temperature: number): WireObject {
  const audio = isObject(session['audio']) ? session['audio'] : {};
  const sources = { root: session, input: audio['input'], output: audio['output'] };
  const fields: [string, unknown][] = Object.entries(pick(session, SHARED));
  for (const [beta, [where, ga, , toBeta]] of places) {
    const source = sources[where];
    const nested = isObject(source) && Object.hasOwn(source, ga) ? toBeta(source[ga]) : undefined;
    const flat = Object.hasOwn(session, beta) ? toBeta(session[beta]) : undefined;
    const value = nested === undefined ? flat : nested;
    if (value !== undefined) fields.push([beta, value]);
  }
  const result = Object.fromEntries(fields);
  if (sessionKind(session) === 'transcription') {
    return { ...result, object: 'realtime.transcription_session' };
  }
  return {
    ...result,
    object: 'realtime.session',
    temperature: typeof session['temperature'] === 'number' ? session['temperature'] : temperature,
  };
}
