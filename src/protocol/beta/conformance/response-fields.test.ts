/** Every field of `response.create` on its way up, and of the response object on its way down. */

import { describe, expect, it } from 'vitest';
import { toBetaResponse, toGaResponseParams } from '../response-body.ts';

const PCM = { type: 'audio/pcm', rate: 24_000 };

const UP: [beta: Record<string, unknown>, ga: Record<string, unknown>][] = [
  [{}, {}],
  [{ modalities: ['text', 'audio'] }, { output_modalities: ['audio'] }],
  [{ modalities: ['text'] }, { output_modalities: ['text'] }],
  [{ voice: 'ash' }, { audio: { output: { voice: 'ash' } } }],
  [{ output_audio_format: 'pcm16' }, { audio: { output: { format: PCM } } }],
  [
    { voice: 'ash', output_audio_format: 'g711_alaw' },
    { audio: { output: { voice: 'ash', format: { type: 'audio/pcma' } } } },
  ],
  [{ max_response_output_tokens: 9 }, { max_output_tokens: 9 }],
  [{ max_output_tokens: 'inf' }, { max_output_tokens: 'inf' }],
  [{ temperature: 0.8 }, {}],
  [{ tool_choice: 'none' }, { tool_choice: 'none' }],
  [
    { tool_choice: { type: 'function', function: { name: 'f' } } },
    { tool_choice: { type: 'function', name: 'f' } },
  ],
  [{ instructions: '' }, { instructions: '' }],
  [{ tools: [] }, { tools: [] }],
  [{ conversation: 'none' }, { conversation: 'none' }],
  [{ metadata: { temperature: 'mine' } }, { metadata: { temperature: 'mine' } }],
  [{ metadata: null }, { metadata: null }],
  [{ input: [] }, { input: [] }],
  [{ input: [{ type: 'item_reference', id: 'i' }] }, { input: [{ type: 'item_reference', id: 'i' }] }],
  [
    { input: [{ type: 'message', role: 'assistant', content: [{ type: 'text', text: 'a' }] }] },
    { input: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a' }] }] },
  ],
];

const DOWN: [ga: Record<string, unknown>, beta: Record<string, unknown>][] = [
  [{ output_modalities: ['audio'] }, { modalities: ['audio', 'text'] }],
  [{ output_modalities: ['text'] }, { modalities: ['text'] }],
  [{ audio: { output: { voice: 'cedar' } } }, { voice: 'cedar' }],
  [{ audio: { output: { voice: { id: 'voice_abc' } } } }, { voice: 'voice_abc' }],
  [{ audio: { output: { format: PCM } } }, { output_audio_format: 'pcm16' }],
  [{ audio: { output: { format: { type: 'audio/pcmu' } } } }, { output_audio_format: 'g711_ulaw' }],
  [
    { id: 'r', object: 'realtime.response' },
    { id: 'r', object: 'realtime.response' },
  ],
  [{ status: 'cancelled' }, { status: 'cancelled' }],
  [
    { status_details: { type: 'cancelled', reason: 'turn_detected' } },
    { status_details: { type: 'cancelled', reason: 'turn_detected' } },
  ],
  [{ status_details: null }, { status_details: null }],
  [{ conversation_id: null }, { conversation_id: null }],
  [{ max_output_tokens: 'inf' }, { max_output_tokens: 'inf' }],
  [{ metadata: { voice: 'mine' } }, { metadata: { voice: 'mine' } }],
  [{ usage: null }, { usage: null }],
  [
    {
      usage: {
        total_tokens: 3,
        input_tokens: 1,
        output_tokens: 2,
        input_token_details: { text_tokens: 1, audio_tokens: 0, image_tokens: 0, cached_tokens: 0 },
        output_token_details: { text_tokens: 1, audio_tokens: 1 },
      },
    },
    {
      usage: {
        total_tokens: 3,
        input_tokens: 1,
        output_tokens: 2,
        input_token_details: { text_tokens: 1, audio_tokens: 0, cached_tokens: 0 },
        output_token_details: { text_tokens: 1, audio_tokens: 1 },
      },
    },
  ],
  [
    {
      output: [
        { id: 'i', type: 'message', role: 'assistant', content: [{ type: 'output_audio', transcript: 'a' }] },
      ],
    },
    {
      output: [
        {
          id: 'i',
          object: 'realtime.item',
          type: 'message',
          role: 'assistant',
          content: [{ type: 'audio', transcript: 'a' }],
        },
      ],
    },
  ],
  [{ output: [{ id: 'm', type: 'mcp_call' }] }, { output: [] }],
  [{ reasoning: { effort: 'low' }, something_new: 1 }, {}],
];

describe('response.create', () => {
  it.each(UP)('%j goes up as %j', (beta, ga) => {
    expect(toGaResponseParams(beta)).toEqual(ga);
  });

  it.each([
    ['modalities', { output_modalities: null }],
    ['voice', { audio: { output: { voice: null } } }],
    ['output_audio_format', { audio: { output: { format: null } } }],
    ['max_response_output_tokens', { max_output_tokens: null }],
    ['tool_choice', { tool_choice: null }],
    ['input', { input: null }],
  ])('%s that is null goes up as null', (name, ga) => {
    expect(toGaResponseParams({ [name]: null })).toEqual(ga);
  });
});

describe('the response', () => {
  it.each(DOWN)('%j comes down as %j, with a list of output and a temperature', (ga, beta) => {
    expect(toBetaResponse(ga, 0.7)).toEqual({ output: [], temperature: 0.7, ...beta });
  });
});
