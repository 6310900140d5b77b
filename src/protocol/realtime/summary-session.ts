/** A session object in one line. */

import { fromSession, type TurnDetectionFields } from './session-body.ts';
import { milliseconds, parts, quote } from './words.ts';

/** `changesOnly`: name the fields that are there, as in an update; else the few that identify a session. */
export function describeSession(session: unknown, changesOnly: boolean): string {
  const fields = fromSession(session);
  const turn = fields.turnDetection && describeTurnDetection(fields.turnDetection);
  if (!changesOnly) return parts(fields.model, fields.voice && `voice ${fields.voice}`, turn);
  const { transcription, noiseReduction: noise, instructions, tools } = fields;
  return parts(
    fields.voice && `voice ${fields.voice}`,
    turn,
    fields.outputModality && `answers in ${fields.outputModality}`,
    instructions !== undefined && `instructions ${quote(instructions, 60)}`,
    transcription !== undefined && `transcription ${transcription?.model ?? 'off'}`,
    noise !== undefined && `noise reduction ${noise?.replace('_', ' ') ?? 'off'}`,
    fields.speed !== undefined && `speed ${fields.speed}`,
    fields.maxOutputTokens !== undefined && `at most ${fields.maxOutputTokens} tokens`,
    tools !== undefined && `tools ${tools.map((tool) => tool.name).join(', ') || 'none'}`,
    fields.toolChoice !== undefined && `tool choice ${fields.toolChoice}`,
  );
}

function describeTurnDetection(turn: TurnDetectionFields): string {
  if (turn.kind === 'none') return 'push-to-talk';
  if (turn.kind === 'semantic_vad') return `semantic VAD, ${turn.eagerness} eagerness`;
  return `server VAD, ${milliseconds(turn.silenceDurationMs)} silence`;
}
