/** A turn for tests: spoken, answered and heard, unless the patch says otherwise. */

import type { Turn } from '../../session/turns.ts';

export function testTurn(number: number, patch: Partial<Turn> = {}): Turn {
  return {
    id: `turn_${number}`,
    number,
    trigger: 'speech',
    itemId: `u${number}`,
    moments: {},
    speechEndFrom: 'sound',
    outputLatencyMs: 0,
    responses: [],
    tools: [],
    interruption: null,
    spokeOver: false,
    transcription: null,
    ...patch,
  };
}

type Response = Turn['responses'][number];

/** A finished response of `gpt-realtime-2.1` for tests, without usage unless the patch has it. */
export function testResponse(patch: Partial<Response> = {}): Response {
  return {
    id: 'r1',
    startMs: 0,
    endMs: 1,
    model: 'gpt-realtime-2.1',
    outcome: 'completed',
    usage: null,
    story: null,
    ...patch,
  };
}

/** Usage as told: text in, of it cached, and audio out. */
export function testUsage(textIn: number, cachedText: number, audioOut: number): Response['usage'] {
  return {
    inputTokens: textIn,
    cachedTokens: cachedText,
    outputTokens: audioOut,
    detail: {
      input: { text: textIn, audio: 0, image: 0 },
      cached: { text: cachedText, audio: 0, image: 0 },
      output: { text: 0, audio: audioOut },
      estimated: false,
    },
  };
}
