/** How a client says which dialect it speaks. */

import { describe, expect, it } from 'vitest';
import { dialectOf, isServedPath } from './detect.ts';

const KEY = 'openai-insecure-api-key.null';

describe('the dialect', () => {
  it.each([
    [{ 'openai-beta': 'realtime=v1' }],
    [{ 'openai-beta': 'assistants=v2, realtime=v1' }],
    [{ 'openai-beta': ['assistants=v2', 'realtime=v1'] }],
    [{ 'sec-websocket-protocol': `realtime, ${KEY}, openai-beta.realtime-v1` }],
    [{ 'sec-websocket-protocol': 'realtime,openai-beta.realtime-v1' }],
  ])('is beta with %j', (headers) => {
    expect(dialectOf(headers)).toBe('beta');
  });

  it.each([
    [{}],
    [{ 'openai-beta': 'assistants=v2' }],
    [{ 'openai-beta': 'realtime=v10' }],
    [{ 'sec-websocket-protocol': `realtime, ${KEY}` }],
    [{ 'sec-websocket-protocol': 'realtime, openai-insecure-api-key.openai-beta.realtime-v1' }],
  ])('is GA with %j', (headers) => {
    expect(dialectOf(headers)).toBe('ga');
  });
});

it('only beta clients are served at /', () => {
  expect(isServedPath('/', '/v1/realtime', 'beta')).toBe(true);
  expect(isServedPath('/', '/v1/realtime', 'ga')).toBe(false);
  expect(isServedPath('/v1/realtime', '/v1/realtime', 'beta')).toBe(true);
  expect(isServedPath('/v1', '/v1/realtime', 'beta')).toBe(false);
  expect(isServedPath(undefined, '/v1/realtime', 'beta')).toBe(false);
});
