import { describe, expect, it } from 'vitest';
import type { ConsoleConfig } from '../lib/console-config.ts';
import { defaultSettings, rememberSettings, restoreSettings } from './default-settings.ts';

const config: ConsoleConfig = {
  version: '1.0.0',
  upstream: { name: 'Emulator', kind: 'emulator' },
  realtimePath: '/v1/realtime',
  defaultModel: 'model-a',
  models: ['model-a', 'model-b'],
  voices: ['alloy', 'marin'],
  transcriptionModels: ['transcribe-a', 'transcribe-b'],
};

describe('default settings', () => {
  it('take names from the configuration', () => {
    const settings = defaultSettings(config);
    expect(settings).toMatchObject({
      model: 'model-a',
      voice: 'marin',
      transcription: { model: 'transcribe-a' },
    });
    expect(settings.tools.map((tool) => tool.name)).toEqual(['get_weather', 'set_memory']);
  });

  it('take a voice that there is when the preferred one is missing', () => {
    expect(defaultSettings({ ...config, voices: ['echo'] }).voice).toBe('echo');
  });

  it('work without a configuration', () => {
    expect(defaultSettings(null)).toMatchObject({ model: 'gpt-realtime-2.1', voice: 'marin' });
  });
});

describe('restored settings', () => {
  const mine = {
    ...defaultSettings(config),
    model: 'model-b',
    instructions: 'Mine.',
    turnDetection: { kind: 'none' } as const,
    tools: defaultSettings(config).tools.slice(1),
  };

  it('are what was remembered', () => {
    expect(restoreSettings(rememberSettings(mine), config)).toEqual(mine);
    expect(restoreSettings(null, config)).toEqual(defaultSettings(config));
  });

  it('fall back where the relay does not offer what was remembered', () => {
    const foreign = {
      ...mine,
      model: 'gone',
      voice: 'gone',
      transcription: { model: 'gone', language: 'fr', prompt: '' },
    };
    expect(restoreSettings(rememberSettings(foreign), config)).toEqual({
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
    expect(restoreSettings(remembered, config).tools.map((tool) => tool.name)).toEqual(['get_weather']);
  });
});
