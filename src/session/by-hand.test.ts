import { describe, expect, it } from 'vitest';
import { encodePcm16 } from '../dsp/pcm16-base64.ts';
import { Harness } from './testing/harness.ts';

describe('an event sent by hand', () => {
  it('goes out as it was written, with an id, and is an event like any other', () => {
    const h = new Harness().connect();
    const seen: unknown[] = [];
    h.session.on('realtime.event', ({ direction, event }) => seen.push([direction, event]));
    const id = h.session.sendByHand({ type: 'conversation.item.retrieve', item_id: 'item_9' });
    const sent = h.transport.take('conversation.item.retrieve');
    expect(sent).toEqual({ type: 'conversation.item.retrieve', item_id: 'item_9', event_id: id });
    expect(seen).toEqual([['client', sent]]);
  });

  it('keeps the id that it has, whatever else is in it', () => {
    const h = new Harness().connect();
    expect(h.session.sendByHand({ type: 'session.start', event_id: 'mine', toString: 1 })).toBe('mine');
    expect(h.transport.takeAll()).toEqual([{ type: 'session.start', event_id: 'mine', toString: 1 }]);
  });

  it('is not sent while there is no session, or none that is ready for it', () => {
    const h = new Harness();
    expect(h.session.sendByHand({ type: 'response.cancel' })).toBeNull();
    h.connect();
    h.lose();
    expect(h.session.sendByHand({ type: 'response.cancel' })).toBeNull();
    h.session.dispose();
    expect(h.session.sendByHand({ type: 'response.cancel' })).toBeNull();
    h.transport.assertNothingLeft();
  });

  it('changes what the settings say was asked for, and what was refused', () => {
    const h = new Harness().connect();
    const session = { type: 'realtime', audio: { output: { speed: 1.25 } } };
    const id = h.session.sendByHand({ type: 'session.update', session });
    h.transport.take('session.update');
    expect(h.session.settings).toMatchObject({ asked: { speed: 1.25 }, pending: ['speed'] });
    h.session.receive(
      JSON.stringify({
        type: 'error',
        event_id: 'event_1',
        error: { type: 'invalid_request_error', message: 'Too fast.', event_id: id },
      }),
    );
    expect(h.session.settings).toMatchObject({ pending: [], refused: { speed: 'Too fast.' } });
  });

  it('holds back our own request for a response until the one asked for by hand is over', () => {
    const h = new Harness().connect();
    h.session.sendByHand({ type: 'response.create' });
    h.transport.take('response.create');
    expect(h.session.phase).toBe('thinking');
    h.session.createResponse();
    h.transport.assertNothingLeft();
    const response = { id: 'resp_1', status: 'completed', output: [] };
    h.session.receive(JSON.stringify({ type: 'response.created', event_id: 'a', response }));
    h.session.receive(JSON.stringify({ type: 'response.done', event_id: 'b', response }));
    expect(h.transport.types).toEqual(['response.create']);
    h.transport.takeAll();
  });

  it('is not asked again when it is refused', () => {
    const h = new Harness().connect();
    const id = h.session.sendByHand({ type: 'response.create', response: { instructions: 5 } });
    h.transport.takeAll();
    h.session.receive(
      JSON.stringify({
        type: 'error',
        event_id: 'a',
        error: { type: 'invalid_request_error', message: 'Invalid type.', event_id: id },
      }),
    );
    h.transport.assertNothingLeft();
    expect(h.session.phase).not.toBe('thinking');
  });

  it('counts sound that was appended, since the server’s times are by all of it', () => {
    const h = new Harness().connect();
    h.clock.advance(1000);
    const audio = encodePcm16(new Int16Array(24 * 500));
    h.session.sendByHand({ type: 'input_audio_buffer.append', audio });
    h.transport.takeAll();
    const marks: number[] = [];
    h.session.on('mark', ({ kind, atMs }) => {
      if (kind === 'speech-started') marks.push(atMs);
    });
    const speech = {
      type: 'input_audio_buffer.speech_started',
      event_id: 'a',
      item_id: 'i',
      audio_start_ms: 400,
    };
    h.session.receive(JSON.stringify(speech));
    expect(marks).toEqual([h.session.nowMs() - 100]);
  });
});
