/** One GA event → beta: names, bodies, and that nothing of GA comes through. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverEventTypes } from '../realtime/parse.ts';
import { toBetaServerEvent } from './server-events.ts';
import { gaServerEvent } from './testing/arbitrary-server.ts';
import { betaFault } from './testing/beta-schema.ts';

describe('a server event', () => {
  it('comes out as strict beta, whatever it is, or not at all', () => {
    fc.assert(
      fc.property(gaServerEvent, (event) => {
        const beta = toBetaServerEvent(event, 0.8);
        if (beta !== null) expect(betaFault(beta)).toBeNull();
      }),
      { numRuns: 3000 },
    );
  });

  it('is not translated twice: beta comes out as it went in', () => {
    fc.assert(
      fc.property(gaServerEvent, (event) => {
        const beta = toBetaServerEvent(event, 0.8);
        if (beta !== null) expect(toBetaServerEvent(beta, 0.1)).toEqual(beta);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not change the object that it is given', () => {
    fc.assert(
      fc.property(gaServerEvent, (event) => {
        const before = structuredClone(event);
        toBetaServerEvent(event, 0.8);
        expect(event).toEqual(before);
      }),
    );
  });

  it.each([
    ['conversation.item.added', 'conversation.item.created'],
    ['response.output_text.delta', 'response.text.delta'],
    ['response.output_text.done', 'response.text.done'],
    ['response.output_audio.delta', 'response.audio.delta'],
    ['response.output_audio.done', 'response.audio.done'],
    ['response.output_audio_transcript.delta', 'response.audio_transcript.delta'],
    ['response.output_audio_transcript.done', 'response.audio_transcript.done'],
    ['response.content_part.added', 'response.content_part.added'],
    ['rate_limits.updated', 'rate_limits.updated'],
  ])('%s is called %s', (ga, beta) => {
    const item = { id: 'i', type: 'message', role: 'user', content: [] };
    expect(toBetaServerEvent({ type: ga, event_id: 'e', item }, 0.8)?.['type']).toBe(beta);
  });

  it('without a beta name is left out: done, MCP, idle, keypad, diarisation and what is new', () => {
    const dropped = [...serverEventTypes, 'response.something.new', '__proto__', ''].filter(
      (type) => toBetaServerEvent({ type, event_id: 'e', item: { type: 'message' } }, 0.8) === null,
    );
    expect(dropped.toSorted()).toEqual([
      '',
      '__proto__',
      'conversation.item.done',
      'conversation.item.input_audio_transcription.segment',
      'input_audio_buffer.dtmf_event_received',
      'input_audio_buffer.timeout_triggered',
      'mcp_list_tools.completed',
      'mcp_list_tools.failed',
      'mcp_list_tools.in_progress',
      'response.mcp_call.completed',
      'response.mcp_call.failed',
      'response.mcp_call.in_progress',
      'response.mcp_call_arguments.delta',
      'response.mcp_call_arguments.done',
      'response.something.new',
    ]);
  });

  it('about a session that only transcribes has a name of its own', () => {
    const session = { type: 'transcription', audio: { input: { turn_detection: null } } };
    expect(toBetaServerEvent({ type: 'session.created', event_id: 'e', session }, 0.8)).toEqual({
      type: 'transcription_session.created',
      event_id: 'e',
      session: { object: 'realtime.transcription_session', turn_detection: null },
    });
  });
});
