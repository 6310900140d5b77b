import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ToolCallItem } from '../../session/types.ts';
import { graticuleLines } from './graticule-lines.ts';
import { callsOf, latestWeather, memoryOf } from './tool-calls.ts';

function call(patch: Partial<ToolCallItem>): ToolCallItem {
  return {
    kind: 'tool-call',
    id: 'item',
    callId: 'call',
    name: 'get_weather',
    argumentsText: '{"lat":48.86,"lng":2.35,"location":"Paris"}',
    state: 'done',
    output: '{"temperature":{"value":21,"units":"°C"},"wind_speed":{"value":9,"units":"km/h"}}',
    responseId: null,
    startedAtMs: 0,
    durationMs: 1,
    ...patch,
  };
}

describe('callsOf', () => {
  it('gives the calls of one tool in conversation order', () => {
    const items = { a: call({ id: 'a' }), b: call({ id: 'b', name: 'set_memory' }), c: call({ id: 'c' }) };
    const calls = callsOf({ items, order: ['c', 'gone', 'b', 'a'] }, 'get_weather');
    expect(calls.map((each) => each.id)).toEqual(['c', 'a']);
  });
});

describe('latestWeather', () => {
  it('reads place and result of the last call', () => {
    expect(latestWeather([call({ id: 'old' }), call({ id: 'new' })])).toEqual({
      itemId: 'new',
      lat: 48.86,
      lng: 2.35,
      location: 'Paris',
      state: 'done',
      words: '21 °C, wind 9 km/h',
    });
  });

  it('keeps showing the former place while the arguments of the next still stream', () => {
    const streaming = call({ id: 'new', argumentsText: '{"lat":5', state: 'streaming', output: null });
    expect(latestWeather([call({ id: 'old' }), streaming])?.itemId).toBe('old');
  });

  it('gives the error of a call that failed, and none while it runs', () => {
    expect(latestWeather([call({ state: 'failed', output: '{"error":"offline"}' })])?.words).toBe('offline');
    expect(latestWeather([call({ state: 'failed', output: 'broken' })])?.words).toBe('broken');
    expect(latestWeather([call({ state: 'running', output: null })])?.words).toBeNull();
  });

  it('never throws, whatever the model wrote', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json()),
        fc.oneof(fc.string(), fc.json()),
        (argumentsText, output) => {
          latestWeather([call({ argumentsText, output })]);
          memoryOf([call({ argumentsText, output })]);
        },
      ),
    );
  });

  it('leaves out places that are not on earth', () => {
    expect(latestWeather([call({ argumentsText: '{"lat":91,"lng":0}' })])).toBeNull();
  });
});

describe('memoryOf', () => {
  const memory = (argumentsText: string, state: ToolCallItem['state'] = 'done') =>
    call({ argumentsText, state });

  it('holds the last value of each key, in the order of the keys', () => {
    const calls = [
      memory('{"key":"name","value":"Ada"}'),
      memory('{"key":"city","value":"Paris"}'),
      memory('{"key":"name","value":"Eve"}'),
    ];
    expect(memoryOf(calls)).toEqual([
      { key: 'name', value: 'Eve' },
      { key: 'city', value: 'Paris' },
    ]);
  });

  it('counts only calls that are done', () => {
    expect(
      memoryOf([
        memory('{"key":"name","value":"Ada"}', 'running'),
        memory('{"key":"n","value":"A"}', 'failed'),
      ]),
    ).toEqual([]);
  });
});

describe('graticuleLines', () => {
  it('stay inside the picture and away from beyond the poles', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -90, max: 90, noNaN: true }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        (lat, lng) => {
          for (const { at, label } of graticuleLines(lat, lng, 2)) {
            expect(at).toBeGreaterThanOrEqual(0);
            expect(at).toBeLessThanOrEqual(1);
            expect(label).not.toMatch(/^(9[1-9]|1[89][1-9])/);
          }
        },
      ),
    );
  });

  it('name the degrees, across the date line too', () => {
    const labels = (lat: number, lng: number) => graticuleLines(lat, lng, 2).map((line) => line.label);
    expect(labels(48.86, 2.35)).toEqual(expect.arrayContaining(['50° N', '0°', '10° E', '20° W']));
    expect(labels(0, 179)).toEqual(expect.arrayContaining(['180° W', '170° W', '170° E']));
  });
});
