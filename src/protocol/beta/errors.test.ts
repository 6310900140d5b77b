/** Paths in errors. */

import { describe, expect, it } from 'vitest';
import { toBetaError, toBetaParam } from './errors.ts';

describe('the param of an error', () => {
  it.each([
    ['session.audio.output.voice', 'session.voice'],
    ['session.audio.output.voice.id', 'session.voice'],
    ['session.tool_choice.name', 'session.tool_choice.function.name'],
    ['session.tool_choice', 'session.tool_choice'],
    ['response.tool_choice.name', 'response.tool_choice.function.name'],
    ['response.audio.output.voice.id', 'response.voice'],
    ['response.audio.output.format.type', 'response.output_audio_format'],
    ['session.audio.output.speed', 'session.speed'],
    ['session.audio.output.format', 'session.output_audio_format'],
    ['session.audio.input.format.type', 'session.input_audio_format'],
    ['session.audio.input.turn_detection.threshold', 'session.turn_detection.threshold'],
    ['session.audio.input.transcription.model', 'session.input_audio_transcription.model'],
    ['session.audio.input.noise_reduction', 'session.input_audio_noise_reduction'],
    ['session.output_modalities[0]', 'session.modalities[0]'],
    ['session.max_output_tokens', 'session.max_response_output_tokens'],
    ['session.tools[1].name', 'session.tools[1].name'],
    ['session.instructions', 'session.instructions'],
    ['session.audio.input', 'session'],
    ['session.type', 'session'],
    ['response.audio.output.voice', 'response.voice'],
    ['response.output_modalities', 'response.modalities'],
    ['response.max_output_tokens', 'response.max_response_output_tokens'],
    ['response.input[0].content', 'response.input[0].content'],
    ['item.content[0].text', 'item.content[0].text'],
    ['session.voice', 'session.voice'],
    ['type', 'type'],
  ])('%s is %s', (ga, beta) => {
    expect(toBetaParam(ga)).toBe(beta);
    expect(toBetaParam(beta)).toBe(beta);
  });
});

describe('an error', () => {
  it('keeps the client’s event id and code, and quotes the path that the client used', () => {
    const error = {
      type: 'invalid_request_error',
      code: 'invalid_value',
      message: "Invalid 'session.audio.output.voice': nobody. See 'the session.audio page'.",
      param: 'session.audio.output.voice',
      event_id: 'evt_1',
    };
    expect(toBetaError(error)).toEqual({
      ...error,
      message: "Invalid 'session.voice': nobody. See 'the session.audio page'.",
      param: 'session.voice',
    });
  });

  it('keeps null as null', () => {
    const error = { type: 't', code: null, message: 'm', param: null, event_id: null };
    expect(toBetaError(error)).toEqual(error);
  });
});
