/** When a `response.create` may go up. */

import { beforeEach, describe, expect, it } from 'vitest';
import { CreateGate } from './create-gate.ts';

const BUSY = 'conversation_already_has_active_response';
let ids = 0;
let gate: CreateGate;

beforeEach(() => {
  ids = 0;
  gate = new CreateGate(() => `own_${(ids += 1)}`);
});

function create(eventId: string, response?: object): Record<string, unknown> {
  return { type: 'response.create', event_id: eventId, ...(response && { response }) };
}

describe('a response.create', () => {
  it('goes up at once when nothing runs', () => {
    expect(gate.create(create('a'))).toEqual([create('a')]);
  });

  it('waits for the end of the active response, and goes up then', () => {
    gate.created('r1', 'conv');
    expect(gate.create(create('a'))).toEqual([]);
    expect(gate.done('r1')).toEqual([create('a')]);
  });

  it('waits as well when the one before has not even been answered', () => {
    gate.create(create('a'));
    expect(gate.create(create('b'))).toEqual([]);
    gate.created('r1', 'conv');
    expect(gate.done('r1')).toEqual([create('b')]);
  });

  it('is not released by the end of another response', () => {
    gate.created('r1', 'conv');
    gate.create(create('a'));
    expect(gate.done('r2')).toEqual([]);
    expect(gate.done('r1')).toEqual([create('a')]);
  });

  it('counts once for several that wait and say nothing of their own: the outputs of parallel calls', () => {
    gate.created('r1', 'conv');
    gate.create(create('a'));
    gate.create(create('b'));
    gate.create(create('c', {}));
    expect(gate.done('r1')).toEqual([create('a')]);
    gate.created('r2', 'conv');
    expect(gate.done('r2')).toEqual([]);
  });

  it('that says something of its own keeps its turn', () => {
    gate.created('r1', 'conv');
    gate.create(create('a'));
    gate.create(create('b', { instructions: 'Sing.' }));
    expect(gate.done('r1')).toEqual([create('a')]);
    gate.created('r2', 'conv');
    expect(gate.done('r2')).toEqual([create('b', { instructions: 'Sing.' })]);
  });

  it('is given up when the client cancels', () => {
    gate.created('r1', 'conv');
    gate.create(create('a'));
    gate.cancelled();
    expect(gate.done('r1')).toEqual([]);
  });

  it('out of band never waits and holds nothing up', () => {
    const outOfBand = create('a', { conversation: 'none' });
    gate.created('r1', 'conv');
    expect(gate.create(outOfBand)).toEqual([outOfBand]);
    gate.created('r2', null);
    gate.create(create('b'));
    expect(gate.done('r2')).toEqual([]);
    expect(gate.done('r1')).toEqual([create('b')]);
  });

  it('without an id gets one, so that an error can be told to be about it; the client does not see that id', () => {
    expect(gate.create({ type: 'response.create' })).toEqual([create('own_1')]);
    expect(gate.failed('own_1', 'invalid_value')).toEqual({ release: [], isSettled: false, hidesId: true });
  });

  it('that is refused lets the next one go', () => {
    gate.create(create('a', { instructions: 7 }));
    gate.create(create('b'));
    expect(gate.failed('a', 'invalid_value')).toEqual({
      release: [create('b')],
      isSettled: false,
      hidesId: false,
    });
  });

  it('that is refused without a word about which does not hold up the next one for ever', () => {
    gate.create(create('a'));
    gate.create(create('b'));
    expect(gate.failed(null, 'server_error').release).toEqual([create('b')]);
  });

  it('that met a response which the server began by itself waits for that one, and nobody is told', () => {
    gate.create(create('a'));
    gate.created('r1', 'conv');
    expect(gate.failed('a', BUSY)).toEqual({ release: [], isSettled: true, hidesId: false });
    expect(gate.done('r1')).toEqual([create('a')]);
  });

  it('of a server that gives no conversation id is held like any other', () => {
    gate.create(create('a'));
    gate.created('r1', null);
    gate.create(create('b'));
    expect(gate.done('r1')).toEqual([create('b')]);
  });

  it('is not kept in any number: what is past the bound goes up, and the server says no', () => {
    gate.created('r1', 'conv');
    const many = Array.from({ length: 20 }, (_, n) => create(`e${n}`, { instructions: `${n}` }));
    expect(many.flatMap((event) => gate.create(event))).toEqual(many.slice(16));
  });
});
