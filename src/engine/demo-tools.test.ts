import { describe, expect, it } from 'vitest';
import type { Clock } from '../lib/clock.ts';
import { createDemoTools, WEATHER_TIMEOUT_MS } from './demo-tools.ts';

const paris = { lat: 48.86, lng: 2.35, location: 'Paris' };
const never = { aborted: false };

function handClock() {
  const timers: { dueMs: number; callback: () => void }[] = [];
  const clock: Clock = {
    nowMs: () => 0,
    after(dueMs, callback) {
      const timer = { dueMs, callback };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
  };
  return { clock, timers };
}

function tool(name: string, fetchUrl: Parameters<typeof createDemoTools>[0], clock = handClock().clock) {
  const found = createDemoTools(fetchUrl, clock).find((each) => each.definition.name === name);
  if (!found) throw new Error(`no tool ${name}`);
  return found.handler;
}

const noFetch = () => Promise.reject(new Error('the network must not be used'));
const json = (body: unknown, status = 200) => Promise.resolve(Response.json(body, { status }));

describe('get_weather', () => {
  it('asks for the coordinates it was given and gives back value and unit', async () => {
    let asked = '';
    const handler = tool('get_weather', (url) => {
      asked = url;
      return json({
        current: { temperature_2m: 21.4, wind_speed_10m: 9 },
        current_units: { temperature_2m: '°C', wind_speed_10m: 'km/h' },
      });
    });
    await expect(handler(paris, never)).resolves.toEqual({
      location: 'Paris',
      temperature: { value: 21.4, units: '°C' },
      wind_speed: { value: 9, units: 'km/h' },
    });
    const { searchParams, host } = new URL(asked);
    expect(host).toBe('api.open-meteo.com');
    expect(Object.fromEntries(searchParams)).toEqual({
      latitude: '48.86',
      longitude: '2.35',
      current: 'temperature_2m,wind_speed_10m',
    });
  });

  it.each([
    [{ ...paris, lat: 91 }, '`lat`'],
    [{ ...paris, lng: '2.35' }, '`lng`'],
    [{ location: 'Paris' }, '`lat`'],
    [{ ...paris, lat: Number.NaN }, '`lat`'],
  ])('refuses coordinates %j without asking the network', async (args, word) => {
    await expect(tool('get_weather', noFetch)(args, never)).rejects.toThrow(word);
  });

  it('says that the service cannot be reached when offline', async () => {
    const handler = tool('get_weather', () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(handler(paris, never)).rejects.toThrow(/cannot be reached \(Failed to fetch\).*offline/);
  });

  it('gives the status when the service refuses', async () => {
    await expect(tool('get_weather', () => json({}, 503))(paris, never)).rejects.toThrow('status 503');
  });

  it('does not make up a temperature that is not in the answer', async () => {
    await expect(tool('get_weather', () => json({ current: {} }))(paris, never)).rejects.toThrow(
      'without a temperature',
    );
  });

  it('gives up in time and leaves no timer behind', async () => {
    const { clock, timers } = handClock();
    const handler = tool(
      'get_weather',
      (_url, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        }),
      clock,
    );
    const answer = handler(paris, never);
    expect(timers.map((timer) => timer.dueMs)).toEqual([WEATHER_TIMEOUT_MS]);
    timers[0]?.callback();
    await expect(answer).rejects.toThrow('did not answer within 6 seconds');
    expect(timers).toEqual([]);
  });
});

describe('set_memory', () => {
  it('accepts a key and a value', async () => {
    await expect(tool('set_memory', noFetch)({ key: 'name', value: 'Ada' }, never)).resolves.toEqual({
      ok: true,
    });
  });

  it.each([[{ value: 'Ada' }], [{ key: '', value: 'Ada' }], [{ key: 'name' }], [{ key: 'name', value: 3 }]])(
    'refuses %j with what is missing',
    async (args) => {
      await expect(tool('set_memory', noFetch)(args, never)).rejects.toThrow('Call it again');
    },
  );
});
