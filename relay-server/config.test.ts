import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Config, parseConfig } from './config.ts';
import type { Environment } from './secret-field.ts';

function configOf(environment: Environment): Config {
  const result = parseConfig(environment);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.config;
}

function problemsOf(environment: Environment): string[] {
  const result = parseConfig(environment);
  return result.ok ? [] : result.problems;
}

function keyOf({ upstreams: [upstream] }: Config): string | undefined {
  return upstream.kind === 'emulator' ? undefined : upstream.apiKey?.reveal();
}

describe('parseConfig', () => {
  it('needs nothing: an empty environment is the emulator on loopback, port 3000', () => {
    expect(configOf({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      logLevel: 'info',
      upstreams: [{ kind: 'emulator', offer: { defaultModel: 'gpt-realtime-2.1' } }],
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
      UPSTREAM: 'other',
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
    expect(keyOf(config)).toBe('sk-hidden');
  });

  it('trims what was copied with blanks around it', () => {
    expect(keyOf(configOf({ OPENAI_API_KEY: ' sk-a\n' }))).toBe('sk-a');
  });

  it.each<[string, Environment, string, string]>([
    ['a key', { OPENAI_API_KEY: 'sk-a' }, 'openai', 'OpenAI'],
    ['a base URL alone', { OPENAI_BASE_URL: 'http://localhost:9' }, 'compatible', 'localhost:9'],
    [
      'an OpenAI region',
      { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'https://eu.api.openai.com/v1' },
      'openai',
      'OpenAI',
    ],
    ['UPSTREAM=openai without a key', { UPSTREAM: 'openai' }, 'openai', 'OpenAI'],
    [
      'UPSTREAM=emulator with a key',
      { UPSTREAM: 'emulator', OPENAI_API_KEY: 'sk-a' },
      'emulator',
      'Emulator',
    ],
    [
      'an endpoint at Azure',
      {
        AZURE_OPENAI_ENDPOINT: 'https://me.openai.azure.com/',
        AZURE_OPENAI_API_KEY: 'k',
        MODELS: 'my-voice',
      },
      'azure',
      'Azure OpenAI',
    ],
  ])('chooses for %s', (_what, environment, kind, name) => {
    expect(configOf(environment).upstreams).toMatchObject([{ kind, name }]);
  });

  it('takes a list of models, and the first of them as default', () => {
    const [{ offer }] = configOf({ MODELS: ' a, b,,c ' }).upstreams;
    expect(offer.models).toEqual(['a', 'b', 'c']);
    expect(offer.defaultModel).toBe('a');
  });

  it('puts a default model in front that the list lacks', () => {
    const models = (environment: Environment) => configOf(environment).upstreams[0].offer.models;
    expect(models({ MODELS: 'a,b', DEFAULT_MODEL: 'z' })).toEqual(['z', 'a', 'b']);
    expect(models({ DEFAULT_MODEL: 'gpt-realtime-2' })[0]).toBe('gpt-realtime-2.1');
  });

  it('allows port 0, which is any free port', () => {
    expect(configOf({ PORT: '0' }).port).toBe(0);
  });
});

describe('Azure in variables', () => {
  it('is reached at its GA address, with deployments as models and no transcription asked for', () => {
    const [upstream] = configOf({
      AZURE_OPENAI_ENDPOINT: 'https://me.openai.azure.com/openai/v1/',
      AZURE_OPENAI_API_KEY: 'azure-key',
      DEFAULT_MODEL: 'my-voice',
    }).upstreams;
    expect(upstream).toMatchObject({
      url: 'wss://me.openai.azure.com/openai/v1/realtime',
      offer: { models: ['my-voice'], defaultModel: 'my-voice', transcriptionModels: [] },
    });
  });

  it('wants an endpoint, a key and a deployment', () => {
    const problems = problemsOf({ UPSTREAM: 'azure' });
    expect(problems.map((problem) => problem.split(' ', 1)[0])).toEqual([
      'AZURE_OPENAI_ENDPOINT',
      'AZURE_OPENAI_API_KEY',
      'MODELS',
    ]);
  });
});

it('a key for Azure alone is not passed over: what lacks is said', () => {
  expect(problemsOf({ AZURE_OPENAI_API_KEY: 'k', MODELS: 'd' }).map((said) => said.split(' ', 1)[0])).toEqual(
    ['AZURE_OPENAI_ENDPOINT'],
  );
});

describe('upstreams in the configuration file', () => {
  const parse = (upstreams: unknown, environment: Environment = {}) =>
    parseConfig(environment, { name: 'c.json', text: JSON.stringify({ upstreams }) });
  const problems = (upstreams: unknown, environment: Environment = {}) => {
    const result = parse(upstreams, environment);
    return result.ok ? [] : result.problems;
  };
  const openai = { name: 'main', kind: 'openai', apiKey: '${MY_KEY}' };

  it('come in their order, the default first, with their secrets from the environment', () => {
    const result = parse(
      [
        openai,
        {
          name: 'az',
          kind: 'azure',
          label: 'Azure West',
          endpoint: 'https://w.openai.azure.com',
          apiKey: '${AZ}',
          models: ['d1'],
        },
        { name: 'here', kind: 'compatible', url: 'http://127.0.0.1:9/v1', headers: { 'X-Tenant': '${T}' } },
        { name: 'try', kind: 'emulator', default: true },
      ],
      { MY_KEY: 'sk-1', AZ: 'az-1', T: 't' },
    );
    if (!result.ok) throw new Error(result.problems.join());
    const { upstreams } = result.config;
    expect(upstreams.map(({ id, name, kind }) => [id, name, kind])).toEqual([
      ['try', 'try', 'emulator'],
      ['main', 'main', 'openai'],
      ['az', 'Azure West', 'azure'],
      ['here', 'here', 'compatible'],
    ]);
    expect(
      upstreams.map((upstream) => (upstream.kind === 'emulator' ? null : upstream.apiKey?.reveal())),
    ).toEqual([null, 'sk-1', 'az-1', undefined]);
    expect(JSON.stringify(upstreams)).not.toMatch(/sk-1|az-1/);
  });

  it.each<[string, unknown, string]>([
    [
      'a secret that stands in it',
      [{ ...openai, apiKey: 'sk-live-1' }],
      'upstreams[0].apiKey must name a variable',
    ],
    [
      'a variable that is not set',
      [openai],
      'upstreams[0].apiKey names the variable MY_KEY, which is not set',
    ],
    ['no kind', [{ name: 'a' }], 'upstreams[0].kind must have a kind'],
    [
      'a field of another kind',
      [{ name: 'a', kind: 'emulator', apiKey: 'x' }],
      'upstreams[0] has a field that does not exist: apiKey',
    ],
    [
      'an address that is none',
      [{ name: 'a', kind: 'compatible', url: 'nonsense' }],
      'upstreams[0].url is not a URL',
    ],
    [
      'no deployment',
      [{ name: 'a', kind: 'azure', endpoint: 'https://a.example' }],
      'upstreams[0].models must be an array',
    ],
    [
      'a header of the relay’s own',
      [{ name: 'a', kind: 'compatible', url: 'http://h', headers: { Authorization: '${A}' } }],
      'is a header that the relay sets itself',
    ],
    [
      'an identifier that no header can hold',
      [{ name: 'a', kind: 'compatible', url: 'http://h', safetyIdentifier: 'our—app' }],
      'upstreams[0].safetyIdentifier must be one word',
    ],
    [
      'a name that no address can hold',
      [{ name: 'a/b', kind: 'emulator' }],
      'upstreams[0].name must be a short name',
    ],
    [
      'a name twice',
      [
        { name: 'a', kind: 'emulator' },
        { name: 'a', kind: 'emulator' },
      ],
      'upstreams must have different names',
    ],
    [
      'two defaults',
      [
        { name: 'a', kind: 'emulator', default: true },
        { name: 'b', kind: 'emulator', default: true },
      ],
      'upstreams must have no more than one default',
    ],
    ['nothing', [], 'upstreams must list at least one'],
  ])('with %s are refused, with the place and without the secret', (_what, upstreams, words) => {
    const said = problems(upstreams).join('\n');
    expect(said).toContain(words);
    expect(said).not.toContain('sk-live-1');
  });

  it('overrule the variables, which is said rather than done in silence', () => {
    const said = problems([{ name: 'a', kind: 'emulator' }], {
      MODELS: 'x',
      OPENAI_BASE_URL: 'http://h/v1',
      OPENAI_SAFETY_IDENTIFIER: 'u',
      AZURE_OPENAI_ENDPOINT: 'https://h',
      OPENAI_API_KEY: 'k',
    });
    expect(said.map((problem) => problem.split(' ', 1)[0])).toEqual([
      'OPENAI_BASE_URL',
      'OPENAI_SAFETY_IDENTIFIER',
      'AZURE_OPENAI_ENDPOINT',
      'MODELS',
    ]);
  });

  it('take a header with a blank in it, and no key with one', () => {
    const server = { name: 'a', kind: 'compatible', url: 'http://h', headers: { 'X-Pass': '${PASS}' } };
    expect(problems([server], { PASS: 'Bearer abc' })).toEqual([]);
    expect(problems([{ ...server, headers: { 'X-Pass': '${PASS}' } }], { PASS: 'a\nb-hidden' })).toEqual([
      'c.json: upstreams[0].headers.X-Pass names the variable PASS, which holds a character that HTTP does not allow.',
    ]);
    expect(problems([openai], { MY_KEY: 'sk hidden' }).join()).toMatch(
      /MY_KEY, which holds a blank(?!.*hidden)/,
    );
  });
});
