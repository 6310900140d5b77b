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
