/** For tests of names: a server event of any type that has the fields of all of them, so that each finds its own. */

import type { WireObject } from '../wire-object.ts';

export function anyGaEvent(type: string): WireObject {
  return {
    type,
    event_id: 'e',
    session: { type: 'realtime' },
    conversation: { id: 'conv', object: 'realtime.conversation' },
    item: { id: 'i', type: 'message', role: 'user', status: 'completed', content: [] },
    item_id: 'i',
    previous_item_id: null,
    response: {
      object: 'realtime.response',
      id: 'r',
      status: 'completed',
      status_details: null,
      output: [],
      conversation_id: 'conv',
      output_modalities: ['audio'],
      audio: { output: { voice: 'marin', format: { type: 'audio/pcm', rate: 24_000 } } },
      max_output_tokens: 'inf',
      metadata: null,
      usage: null,
    },
    response_id: 'r',
    output_index: 0,
    content_index: 0,
    call_id: 'c',
    name: 'f',
    part: { type: 'text', text: '' },
    delta: '',
    text: '',
    transcript: '',
    arguments: '{}',
    audio_start_ms: 0,
    audio_end_ms: 0,
    rate_limits: [],
    error: { type: 'server_error', code: null, message: 'no', param: null },
  };
}
