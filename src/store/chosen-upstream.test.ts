import { expect, it } from 'vitest';
import type { ConsoleConfig, ConsoleUpstream } from '../lib/console-config.ts';
import { awaitsUpstream, settingsAt } from './chosen-upstream.ts';
import { defaultSettings } from './default-settings.ts';

const upstream: ConsoleUpstream = {
  id: 'a',
  name: 'A',
  kind: 'openai',
  defaultModel: 'm',
  models: ['m'],
  voices: ['marin'],
  transcriptionModels: ['t'],
};
const silent = { ...upstream, id: 'b', transcriptionModels: [] };
const config: ConsoleConfig = {
  version: '0',
  realtimePath: '/v1/realtime',
  upstreams: [upstream, silent],
  setByServer: [],
};

it.each([
  ['', '', false],
  ['b', '', false],
  ['b', 'a', true],
  ['a', 'a', false],
  ['gone', 'a', false],
  ['gone', 'b', true],
])('with %s chosen and %s running, another is awaited: %s', (upstreamId, runningUpstreamId, awaited) => {
  expect(awaitsUpstream({ config, upstreamId, runningUpstreamId })).toBe(awaited);
});

it('transcription comes back from an upstream that has none, unless somebody switched it off', () => {
  const asked = defaultSettings(upstream);
  const at = (upstreamId: string) => ({ config, upstreamId, runningUpstreamId: '' });
  const away = { ...asked, ...settingsAt('b', at('a'), asked) };
  expect(away.transcription).toBeNull();
  expect(settingsAt('a', at('b'), away).transcription).toEqual(asked.transcription);
  expect(settingsAt('a', at('a'), { ...asked, transcription: null }).transcription).toBeNull();
});
