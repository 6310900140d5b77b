import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Config, parseConfig } from './config.ts';
import type { Environment } from './config-file.ts';

function configOf(environment: Environment): Config {
  const result = parseConfig(environment);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.config;
}

function problemsOf(environment: Environment): string[] {
  const result = parseConfig(environment);
  return result.ok ? [] : result.problems;
}

describe('parseConfig', () => {
  it('needs nothing: an empty environment is the emulator on loopback, port 3000', () => {
    expect(configOf({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      logLevel: 'info',
      upstream: { kind: 'emulator' },
      defaultModel: 'gpt-realtime-2.1',
      upstreamConnectTimeoutMs: 10_000,
    });
  });

  it('takes blank values for absent', () => {
    expect(configOf({ PORT: '', OPENAI_API_KEY: '  ', UPSTREAM: '', OPENAI_BASE_URL: '\t' })).toEqual(
      configOf({}),
    );
  });

  it('reports every bad variable at once, each by its name', () => {
    const problems = problemsOf({
      PORT: '99999',
      HOST: 'a b',
      OPENAI_BASE_URL: 'nonsense',
      UPSTREAM: 'azure',
      LOG_LEVEL: 'loud',
      UPSTREAM_CONNECT_TIMEOUT_MS: '1.5',
    });
    expect(problems.map((problem) => problem.split(' ', 1)[0])).toEqual([
      'PORT',
      'HOST',
      'OPENAI_BASE_URL',
      'UPSTREAM',
      'LOG_LEVEL',
      'UPSTREAM_CONNECT_TIMEOUT_MS',
    ]);
  });

  it('never repeats a key that cannot be used', () => {
    const problems = problemsOf({ OPENAI_API_KEY: 'sk-one sk-two' });
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain('sk-');
  });

  it('keeps the key out of anything that is printed', () => {
    const config = configOf({ OPENAI_API_KEY: 'sk-hidden' });
    expect(`${JSON.stringify(config)} ${inspect(config, { depth: 9, showHidden: true })}`).not.toContain(
      'sk-hidden',
    );
    expect(config.upstream.kind === 'openai' && config.upstream.apiKey?.reveal()).toBe('sk-hidden');
  });

  it('trims what was copied with blanks around it', () => {
    const { upstream } = configOf({ OPENAI_API_KEY: ' sk-a\n' });
    expect(upstream.kind === 'openai' && upstream.apiKey?.reveal()).toBe('sk-a');
  });

  it.each<[string, Environment, string, string | undefined]>([
    ['a key', { OPENAI_API_KEY: 'sk-a' }, 'openai', 'OpenAI'],
    ['a base URL alone', { OPENAI_BASE_URL: 'http://localhost:9' }, 'compatible', 'localhost:9'],
    [
      'an OpenAI region',
      { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'https://eu.api.openai.com/v1' },
      'openai',
      'OpenAI',
    ],
    ['UPSTREAM=openai without a key', { UPSTREAM: 'openai' }, 'openai', 'OpenAI'],
    ['UPSTREAM=emulator with a key', { UPSTREAM: 'emulator', OPENAI_API_KEY: 'sk-a' }, 'emulator', undefined],
  ])('chooses for %s', (_what, environment, kind, name) => {
    const { upstream } = configOf(environment);
    expect(upstream.kind).toBe(kind);
    expect(upstream.kind === 'emulator' ? undefined : upstream.name).toBe(name);
  });

  it('takes a list of models, and the first of them as default', () => {
    const config = configOf({ MODELS: ' a, b,,c ' });
    expect(config.models).toEqual(['a', 'b', 'c']);
    expect(config.defaultModel).toBe('a');
  });

  it('puts a default model in front that the list lacks', () => {
    expect(configOf({ MODELS: 'a,b', DEFAULT_MODEL: 'z' }).models).toEqual(['z', 'a', 'b']);
    expect(configOf({ DEFAULT_MODEL: 'gpt-realtime-2' }).models[0]).toBe('gpt-realtime-2.1');
  });

  it('allows port 0, which is any free port', () => {
    expect(configOf({ PORT: '0' }).port).toBe(0);
  });
});
