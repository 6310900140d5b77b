/** Names on the wire: events and fields that the GA protocol does not have, and those that its beta had. */

import { clientEventTypes, clientSchema, isClientEventType } from '../client-schema.ts';
import type { ObjectShape, JsonShape } from '../json-shape.ts';
import { type Finding, NOTHING } from './finding.ts';

interface Names {
  readonly [field: string]: true | Names;
}

/** Inside an item the server is strict by itself, and tells more than that a name is wrong. */
const OPAQUE = new Set(['item']);

/** The names that a value of this shape may have, of all its alternatives together; `true` = whatever is inside is not looked at. */
function namesOf(shape: JsonShape): true | Names {
  const objects = (shape.kind === 'one-of' ? shape.shapes : [shape]).filter(({ kind }) => kind === 'object');
  const names: Record<string, true | Names> = {};
  for (const { fields } of objects as ObjectShape[]) {
    for (const [field, inner] of Object.entries(fields)) {
      const more = OPAQUE.has(field) ? true : namesOf(inner);
      const known = names[field];
      names[field] = more === true || known === true ? true : { ...known, ...more };
    }
  }
  return objects.length === 0 ? true : names;
}

/** Beta name → what GA calls it; null = GA has nothing like it. */
const BETA_FIELDS: Record<string, string | null> = {
  'session.modalities': 'session.output_modalities',
  'session.voice': 'session.audio.output.voice',
  'session.speed': 'session.audio.output.speed',
  'session.input_audio_format': 'session.audio.input.format',
  'session.output_audio_format': 'session.audio.output.format',
  'session.input_audio_transcription': 'session.audio.input.transcription',
  'session.input_audio_noise_reduction': 'session.audio.input.noise_reduction',
  'session.turn_detection': 'session.audio.input.turn_detection',
  'session.max_response_output_tokens': 'session.max_output_tokens',
  'session.temperature': null,
  'session.client_secret': null,
  'response.modalities': 'response.output_modalities',
  'response.voice': 'response.audio.output.voice',
  'response.output_audio_format': 'response.audio.output.format',
  'response.max_response_output_tokens': 'response.max_output_tokens',
  'response.temperature': null,
};

const BETA_EVENTS: Record<string, string> = {
  'transcription_session.update': 'session.update with session.type "transcription"',
  'transcription_session.created': 'session.created',
  'transcription_session.updated': 'session.updated',
  'response.text.delta': 'response.output_text.delta',
  'response.text.done': 'response.output_text.done',
  'response.audio.delta': 'response.output_audio.delta',
  'response.audio.done': 'response.output_audio.done',
  'response.audio_transcript.delta': 'response.output_audio_transcript.delta',
  'response.audio_transcript.done': 'response.output_audio_transcript.done',
};

const BETA_IS_GONE = 'The beta interface was removed in May 2026; a GA socket does not know its names.';

/** An event of the server whose type is not known. */
export function serverNameFault(type: string): Finding {
  const now = Object.hasOwn(BETA_EVENTS, type) ? BETA_EVENTS[type] : undefined;
  if (now === undefined) {
    return {
      rule: 'unknown-event',
      summary: `${type} is an event that this console does not know`,
      why: 'The service has events that are newer than the console, or the server speaks a dialect of its own. It was kept and is shown, and changes nothing in the conversation.',
      fix: 'Nothing is broken by it. If something is missing, see whether the server’s protocol is OpenAI’s Realtime GA, or look for a newer console.',
    };
  }
  return {
    rule: 'beta-name',
    summary: `the server sends ${type}, a name of the beta`,
    why: `GA calls it ${now}. ${BETA_IS_GONE}`,
    fix: 'The server at the other end is older than GA, or translates for beta clients. Point the relay at a GA server, and do not ask for the beta (header OpenAI-Beta, subprotocol openai-beta.realtime-v1).',
  };
}

export function clientNameFaults(event: { type: string }): readonly Finding[] {
  const { type } = event;
  if (isClientEventType(type)) {
    const names = namesOf(clientSchema[type]);
    return names === true ? NOTHING : fieldFaults(event, names, '');
  }
  const now = Object.hasOwn(BETA_EVENTS, type) ? BETA_EVENTS[type] : undefined;
  if (now !== undefined) {
    return [
      {
        rule: 'beta-name',
        summary: `${type} is a name of the beta`,
        why: BETA_IS_GONE,
        fix: `Send ${now}.`,
      },
    ];
  }
  return [
    {
      rule: 'unknown-event',
      summary: `${type} is no event that a client can send`,
      why: 'The GA protocol has eleven client events, and this is none of them. The server answers with an error.',
      fix: `Send one of ${clientEventTypes.join(', ')}.`,
    },
  ];
}

function fieldFaults(value: object, allowed: Names, path: string): readonly Finding[] {
  let findings: Finding[] | null = null;
  for (const [field, inner] of Object.entries(value)) {
    const where = path + field;
    const known = Object.hasOwn(allowed, field) ? allowed[field] : undefined;
    if (known === undefined) (findings ??= []).push(fieldFault(where));
    else if (known !== true && typeof inner === 'object' && inner !== null) {
      const found = fieldFaults(inner as object, known, `${where}.`);
      if (found.length > 0) (findings ??= []).push(...found);
    }
  }
  return findings ?? NOTHING;
}

function fieldFault(where: string): Finding {
  const now = Object.hasOwn(BETA_FIELDS, where) ? BETA_FIELDS[where] : undefined;
  if (now === undefined) {
    return {
      rule: 'unknown-field',
      summary: `${where} is no field of the GA protocol`,
      why: 'The service refuses an event with a field that it does not know, and applies nothing of it. Other servers may drop the field without a word.',
      fix: 'Look for a slip in the name or for the wrong level, and leave the field out if it has no use.',
    };
  }
  return {
    rule: 'beta-name',
    summary: `${where} is a name of the beta`,
    why: `${BETA_IS_GONE} The whole event is refused with unknown_parameter.`,
    fix: now === null ? 'Leave it out: GA has no such field.' : `Send ${now}.`,
  };
}
