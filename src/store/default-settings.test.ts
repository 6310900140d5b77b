import { describe, expect, it } from 'vitest';
import type { ConsoleUpstream } from '../lib/console-config.ts';
import { defaultSettings, rememberSettings, restoreSettings } from './default-settings.ts';

const upstream: ConsoleUpstream = {
  id: 'emulator',
  name: 'Emulator',
  kind: 'emulator',
  defaultModel: 'model-a',
  models: ['model-a', 'model-b'],
  voices: ['alloy', 'marin'],
  transcriptionModels: ['transcribe-a', 'transcribe-b'],
};

describe('default settings', () => {
  it('take names from the upstream', () => {
    const settings = defaultSettings(upstream);
    expect(settings).toMatchObject({
      model: 'model-a',
      voice: 'marin',
      transcription: { model: 'transcribe-a' },
    });
    expect(settings.tools.map((tool) => tool.name)).toEqual(['get_weather', 'set_memory']);
  });

  it('take a voice that there is when the preferred one is missing', () => {
    expect(defaultSettings({ ...upstream, voices: ['echo'] }).voice).toBe('echo');
  });

  it('work without an upstream', () => {
    expect(defaultSettings(null)).toMatchObject({ model: 'gpt-realtime-2.1', voice: 'marin' });
  });
});

describe('an upstream that transcribes nothing', () => {
  const silent = { ...upstream, transcriptionModels: [] };

  it('is asked for no transcription, also when another was', () => {
    expect(defaultSettings(silent).transcription).toBeNull();
    expect(restoreSettings(rememberSettings(defaultSettings(upstream)), silent).transcription).toBeNull();
  });
});

describe('restored settings', () => {
  const mine = {
    ...defaultSettings(upstream),
    model: 'model-b',
    instructions: 'Mine.',
    turnDetection: { kind: 'none' } as const,
    tools: defaultSettings(upstream).tools.slice(1),
  };

  it('are what was remembered', () => {
    expect(restoreSettings(rememberSettings(mine), upstream)).toEqual(mine);
    expect(restoreSettings(null, upstream)).toEqual(defaultSettings(upstream));
  });

  it('fall back where the relay does not offer what was remembered', () => {
    const foreign = {
      ...mine,
      model: 'gone',
      voice: 'gone',
      transcription: { model: 'gone', language: 'fr', prompt: '' },
    };
    expect(restoreSettings(rememberSettings(foreign), upstream)).toEqual({
      ...mine,
      model: 'model-a',
      voice: 'marin',
      transcription: { model: 'transcribe-a', language: 'fr', prompt: '' },
    });
  });

  it('are taken as they are while nothing is known of the relay', () => {
    expect(restoreSettings(rememberSettings({ ...mine, model: 'gone' }), null).model).toBe('gone');
  });

  it('leave out tools that are no longer there', () => {
    const remembered = { ...rememberSettings(mine), toolNames: ['gone', 'get_weather'] };
    expect(restoreSettings(remembered, upstream).tools.map((tool) => tool.name)).toEqual(['get_weather']);
  });
});
