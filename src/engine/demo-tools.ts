/**
 * The demo tools' work: current weather from open-meteo.com, and a memory that the page shows as a table. Owns no state. A handler that
 * fails rejects with a sentence meant for the model, which tells the person.
 */

import { type Clock, systemClock } from '../lib/clock.ts';
import { getWeatherDefinition, setMemoryDefinition } from '../lib/demo-tool-definitions.ts';
import { messageOf } from '../lib/errors.ts';
import { Scope } from '../lib/scope.ts';
import type { ToolHandler } from '../session/ports.ts';
import type { ToolDefinition } from '../session/types.ts';

export interface DemoTool {
  definition: ToolDefinition;
  handler: ToolHandler;
}

type Fetch = (url: string, init: { signal: AbortSignal }) => Promise<Response>;

/** Long enough for a slow phone network, short enough that nobody wonders whether the line is dead. */
export const WEATHER_TIMEOUT_MS = 6000;

export function createDemoTools(fetchUrl: Fetch, clock: Clock): DemoTool[] {
  return [
    { definition: getWeatherDefinition, handler: (args) => getWeather(args, fetchUrl, clock) },
    { definition: setMemoryDefinition, handler: setMemory },
  ];
}

export const demoTools = createDemoTools((url, init) => fetch(url, init), systemClock);

async function getWeather(args: Record<string, unknown>, fetchUrl: Fetch, clock: Clock) {
  const lat = coordinate(args.lat, 90, 'lat');
  const lng = coordinate(args.lng, 180, 'lng');
  const location = typeof args.location === 'string' ? args.location : '';
  const query = new URLSearchParams({
    latitude: String(lat),
    longitude: String(lng),
    current: 'temperature_2m,wind_speed_10m',
  });
  const response = await fetchInTime(`https://api.open-meteo.com/v1/forecast?${query}`, fetchUrl, clock);
  const { current, current_units: units } = response;
  if (!isRecord(current) || typeof current.temperature_2m !== 'number') {
    throw new Error(
      'The weather service answered without a temperature. Say that the weather is not known now.',
    );
  }
  const unit = (name: string, fallback: string) =>
    isRecord(units) && typeof units[name] === 'string' ? units[name] : fallback;
  return {
    location,
    temperature: { value: current.temperature_2m, units: unit('temperature_2m', '°C') },
    wind_speed:
      typeof current.wind_speed_10m === 'number'
        ? { value: current.wind_speed_10m, units: unit('wind_speed_10m', 'km/h') }
        : null,
  };
}

/** The body as an object. Gives up after `WEATHER_TIMEOUT_MS`, reading of the body included. */
async function fetchInTime(url: string, fetchUrl: Fetch, clock: Clock): Promise<Record<string, unknown>> {
  const scope = new Scope(clock);
  const controller = new AbortController();
  scope.after(WEATHER_TIMEOUT_MS, () => controller.abort());
  try {
    const response = await fetchUrl(url, { signal: controller.signal });
    if (!response.ok) {
      throw new WeatherError(`The weather service refused with status ${response.status}. Try again later.`);
    }
    const body: unknown = await response.json();
    return isRecord(body) ? body : {};
  } catch (error) {
    if (error instanceof WeatherError) throw error;
    if (controller.signal.aborted) {
      throw new WeatherError(
        `The weather service did not answer within ${WEATHER_TIMEOUT_MS / 1000} seconds. Try again later.`,
        { cause: error },
      );
    }
    throw new WeatherError(
      `The weather service cannot be reached (${messageOf(error)}). This computer may be offline. Tell the person so.`,
      { cause: error },
    );
  } finally {
    scope.dispose();
  }
}

async function setMemory(args: Record<string, unknown>) {
  if (typeof args.key !== 'string' || args.key === '') {
    throw new Error('set_memory needs `key`, a text that is not empty. Call it again with one.');
  }
  if (typeof args.value !== 'string') {
    throw new Error('set_memory needs `value`, a text. Call it again with one.');
  }
  // The page reads key and value from the call itself; there is nothing else to store.
  return { ok: true };
}

function coordinate(value: unknown, limit: number, name: string): number {
  if (typeof value === 'number' && Math.abs(value) <= limit) return value;
  throw new Error(
    `get_weather needs \`${name}\`, a number from -${limit} to ${limit}. Call it again with the coordinates of the place.`,
  );
}

class WeatherError extends Error {
  override readonly name = 'WeatherError';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
