import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config.ts';
import type { Environment } from '../secret-field.ts';
import { LOOPBACK_ACCESS } from './access-config.ts';

const TOKEN = 'correct-horse-battery-staple';

const problemsOf = (environment: Environment) => {
  const result = parseConfig(environment);
  return result.ok ? [] : result.problems;
};
const accessOf = (environment: Environment) => {
  const result = parseConfig(environment);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.config.access;
};

describe('on the loopback', () => {
  it.each(['', '127.0.0.1', '127.0.0.2', 'localhost', '::1'])('HOST=%s needs no token', (HOST) => {
    expect(accessOf({ HOST })).toMatchObject({ tokens: [], isOpenToAll: false });
  });

  it('a token is taken all the same', () => {
    expect(accessOf({ ACCESS_TOKEN: TOKEN }).tokens[0]?.token.reveal()).toBe(TOKEN);
  });

  it('an empty environment is the default of the server', () => {
    expect(accessOf({})).toEqual(LOOPBACK_ACCESS);
  });
});

describe('on the network', () => {
  it.each(['0.0.0.0', '::', '192.168.1.5', 'voice.example.com', '::ffff:127.0.0.1'])(
    'HOST=%s does not start without a token, and says what to do',
    (HOST) => {
      const [problem, ...others] = problemsOf({ HOST });
      expect(others).toEqual([]);
      expect(problem).toMatch(/^HOST .* ACCESS_TOKEN .* ALLOW_OPEN_ACCESS=true/);
    },
  );

  it('starts with a token', () => {
    expect(accessOf({ HOST: '0.0.0.0', ACCESS_TOKEN: TOKEN })).toMatchObject({ isOpenToAll: false });
  });

  it('starts without one when the operator says that anyone may spend the key', () => {
    expect(accessOf({ HOST: '0.0.0.0', ALLOW_OPEN_ACCESS: 'true' })).toMatchObject({
      tokens: [],
      isOpenToAll: true,
    });
    expect(problemsOf({ HOST: '0.0.0.0', ALLOW_OPEN_ACCESS: 'false' })).toHaveLength(1);
    expect(problemsOf({ HOST: '0.0.0.0', ALLOW_OPEN_ACCESS: 'yes' })).toEqual([
      'ALLOW_OPEN_ACCESS must be true or false.',
    ]);
  });

  it('serves every name until some are listed', () => {
    const base = { HOST: '0.0.0.0', ACCESS_TOKEN: TOKEN };
    expect(accessOf(base).hosts).toBeNull();
    expect(accessOf({ ...base, ALLOWED_HOSTS: 'voice.example.com' }).hosts).toContain('voice.example.com');
  });
});

describe('a token', () => {
  it.each([
    'short',
    'fifteen-letters',
    'has a blank in the middle',
    'base64/with+slash===',
    'täuschend-echt-ok',
  ])('that cannot serve is refused without being repeated: %s', (ACCESS_TOKEN) => {
    const problems = problemsOf({ ACCESS_TOKEN });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join()).toMatch(/^ACCESS_TOKEN .*openssl rand -hex 24/);
    expect(problems.join()).not.toContain(ACCESS_TOKEN);
  });

  it('must not be the API key', () => {
    const [problem] = problemsOf({ ACCESS_TOKEN: TOKEN, OPENAI_API_KEY: TOKEN });
    expect(problem).toMatch(/^ACCESS_TOKEN must not be the API key/);
    expect(problem).not.toContain(TOKEN);
  });

  it('for metrics is one of its own', () => {
    for (const variables of [{ ACCESS_TOKEN: TOKEN }, { OPENAI_API_KEY: TOKEN }]) {
      const [problem] = problemsOf({ ...variables, METRICS_TOKEN: TOKEN });
      expect(problem).toMatch(/^METRICS_TOKEN must be a value of its own/);
      expect(problem).not.toContain(TOKEN);
    }
    expect(problemsOf({ METRICS_TOKEN: 'short' })[0]).toMatch(/^METRICS_TOKEN must have/);
    expect(accessOf({ METRICS_TOKEN: TOKEN }).metricsToken?.reveal()).toBe(TOKEN);
  });

  it('stays out of anything that is printed', () => {
    const result = parseConfig({ ACCESS_TOKEN: TOKEN });
    expect(`${JSON.stringify(result)} ${inspect(result, { depth: 9, showHidden: true })}`).not.toContain(
      TOKEN,
    );
  });
});

describe('the lists', () => {
  it('take origins in the form that browsers send', () => {
    expect(
      accessOf({ ALLOWED_ORIGINS: 'https://App.Example.com:443/, http://b.example:8080' }),
    ).toMatchObject({
      allowedOrigins: ['https://app.example.com', 'http://b.example:8080'],
    });
  });

  it.each(['app.example.com', 'https://a.example/path', '*', 'null', 'file:///x', 'https://u:p@a.example'])(
    'refuse as an origin: %s',
    (ALLOWED_ORIGINS) => {
      expect(problemsOf({ ALLOWED_ORIGINS })[0]).toMatch(/^ALLOWED_ORIGINS must list origins such as/);
    },
  );

  it('take host names and addresses, and refuse what is more than that', () => {
    expect(accessOf({ ALLOWED_HOSTS: 'Desk.local, 192.168.1.5:3000, fd00::5' }).hosts).toEqual([
      ...['localhost', '127.0.0.1', '[::1]'],
      ...['desk.local', '192.168.1.5:3000', '[fd00::5]'],
    ]);
    for (const ALLOWED_HOSTS of ['https://a.example', 'a.example/x', '*', 'a@b'])
      expect(problemsOf({ ALLOWED_HOSTS })[0]).toMatch(/^ALLOWED_HOSTS must list host names/);
  });
});

describe('named clients', () => {
  const VALUE = 'a-token-of-sixteen-letters-and-more';
  const parse = (clients: unknown, environment: Record<string, string> = {}) =>
    parseConfig(environment, { name: 'c.json', text: JSON.stringify({ clients }) });

  it('have tokens of their own beside the owner’s, and may watch others only when that is said', () => {
    const result = parse(
      [
        { name: 'app', token: '${APP}' },
        { name: 'desk', token: '${DESK}', watch: true },
      ],
      { ACCESS_TOKEN: TOKEN, APP: VALUE, DESK: `${VALUE}2` },
    );
    expect(result).toMatchObject({
      ok: true,
      config: {
        access: {
          tokens: [
            { name: 'owner', mayWatch: true },
            { name: 'app', mayWatch: false },
            { name: 'desk', mayWatch: true },
          ],
        },
      },
    });
    expect(JSON.stringify(result)).not.toContain(VALUE);
  });

  it('are leave enough to open the relay to the network', () => {
    expect(parse([{ name: 'app', token: '${APP}' }], { APP: VALUE, HOST: '0.0.0.0' }).ok).toBe(true);
  });

  it.each([
    ['a short token', [{ name: 'a', token: '${SHORT}' }], 'clients[0].token names a variable whose value'],
    ['the owner’s name', [{ name: 'owner', token: '${APP}' }], 'clients[0].name must not be owner'],
    [
      'one token for two',
      [
        { name: 'a', token: '${APP}' },
        { name: 'b', token: '${APP}' },
      ],
      'clients must have different tokens',
    ],
  ])('with %s are refused', (_what, clients, words) => {
    const result = parse(clients, { APP: VALUE, SHORT: 'short' });
    expect(result.ok ? '' : result.problems.join()).toContain(words);
  });
});

describe('one value in two places', () => {
  const clients = JSON.stringify({ clients: [{ name: 'app', token: '${APP}' }] });

  it.each([
    ['ACCESS_TOKEN', 'the token of the client app must not be ACCESS_TOKEN or the API key'],
    ['OPENAI_API_KEY', 'the token of the client app must not be ACCESS_TOKEN or the API key'],
    ['METRICS_TOKEN', 'METRICS_TOKEN must be a value of its own'],
  ])(
    'a client’s token as %s would give its holder more than was meant, and is refused',
    (variable, words) => {
      const result = parseConfig({ APP: TOKEN, [variable]: TOKEN }, { name: 'c.json', text: clients });
      const problems = result.ok ? '' : result.problems.join();
      expect(problems).toContain(words);
      expect(problems).not.toContain(TOKEN);
    },
  );
});

describe('trusted proxies', () => {
  it('are addresses and networks, and nothing else', () => {
    expect(accessOf({ TRUSTED_PROXIES: '10.0.0.0/8, ::1' }).trustedProxies).toEqual(['10.0.0.0/8', '::1']);
    expect(problemsOf({ TRUSTED_PROXIES: 'proxy.example.com' })[0]).toMatch(/^TRUSTED_PROXIES must list/);
  });
});
