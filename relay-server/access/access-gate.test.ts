/** Who is asking, by token, cookie or address. */

import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { Secret } from '../secret.ts';
import { type AccessConfig, LOOPBACK_ACCESS, ownerToken } from './access-config.ts';
import { AccessGate } from './access-gate.ts';

const gateWith = (config: Partial<AccessConfig>) =>
  new AccessGate({ ...LOOPBACK_ACCESS, ...config }, { clock: new FakeClock(), nowEpochMs: () => 0 });
const asking = (remoteAddress: string, headers: IncomingMessage['headers'] = {}) =>
  ({ headers, socket: { remoteAddress } }) as IncomingMessage;
const admitted = (gate: AccessGate, request: IncomingMessage) => {
  const admission = gate.admit(request);
  return admission.ok ? admission.client : admission.refusal.code;
};

describe('without tokens', () => {
  it.each<[string, Partial<AccessConfig>, IncomingMessage]>([
    ['a port that is open to all', { isOpenToAll: true }, asking('192.0.2.1')],
    ['a proxy here, in front of a port that is open to all', { isOpenToAll: true }, asking('127.0.0.1')],
    ['a proxy here that nobody spoke of', {}, asking('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' })],
    ['another such proxy', {}, asking('127.0.0.1', { forwarded: 'for=192.0.2.1' })],
    [
      'a proxy that is trusted',
      { trustedProxies: ['127.0.0.1'] },
      asking('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' }),
    ],
    ['the network, where the page is given by another server', {}, asking('192.0.2.1')],
  ])('a client that comes through %s may talk, and not watch others', (_way, config, request) => {
    expect(admitted(gateWith(config), request)).toMatchObject({ mayWatch: false });
  });

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('a client at this computer (%s) may watch', (address) => {
    expect(admitted(gateWith({}), asking(address))).toMatchObject({ mayWatch: true });
    expect(admitted(gateWith({ trustedProxies: ['10.0.0.0/8'] }), asking(address))).toMatchObject({
      mayWatch: true,
    });
  });

  it('a client is its address', () => {
    expect(admitted(gateWith({}), asking('127.0.0.1'))).toEqual({
      key: 'address:127.0.0.1',
      label: '127.0.0.1',
      mayWatch: true,
    });
  });

  it('what a proxy says is believed from a trusted one only', () => {
    const forwarded = { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' };
    const gate = gateWith({ trustedProxies: ['10.0.0.0/8'] });
    expect(admitted(gate, asking('10.1.2.3', forwarded))).toMatchObject({ label: '203.0.113.9' });
    expect(admitted(gate, asking('192.0.2.1', forwarded))).toMatchObject({ label: '192.0.2.1' });
    expect(admitted(gateWith({}), asking('10.1.2.3', forwarded))).toMatchObject({ label: '10.1.2.3' });
  });
});

describe('the token for metrics', () => {
  const metricsToken = new Secret('metrics-token-0123456789');
  const tokens = [ownerToken('owners-token-0123456789')];
  const bearer = (token: string) => asking('192.0.2.1', { authorization: `Bearer ${token}` });
  const toMetrics = (gate: AccessGate, request: IncomingMessage) => {
    const admission = gate.admitToMetrics(request);
    return admission.ok ? admission.client.label : admission.refusal.code;
  };

  it('opens the metrics, as the owner’s does, and nothing else', () => {
    const gate = gateWith({ tokens, metricsToken });
    expect(toMetrics(gate, bearer('metrics-token-0123456789'))).toBe('metrics');
    expect(toMetrics(gate, bearer('owners-token-0123456789'))).toBe('owner');
    expect(toMetrics(gate, bearer('another-token-0123456789'))).toBe('invalid_access_token');
    expect(admitted(gate, bearer('metrics-token-0123456789'))).toBe('invalid_access_token');
  });

  it('is asked for also where no other token is', () => {
    const gate = gateWith({ metricsToken });
    expect(toMetrics(gate, asking('127.0.0.1'))).toBe('invalid_access_token');
    expect(toMetrics(gate, bearer('metrics-token-0123456789'))).toBe('metrics');
    expect(admitted(gate, asking('127.0.0.1'))).toMatchObject({ label: '127.0.0.1' });
  });

  it('is guessed no faster than any other', () => {
    const gate = gateWith({ metricsToken });
    for (let i = 0; i < 10; i += 1) toMetrics(gate, bearer(`wrong-token-${i}`));
    expect(toMetrics(gate, bearer('metrics-token-0123456789'))).toBe('too_many_attempts');
  });
});

describe('with tokens', () => {
  const gate = gateWith({
    tokens: [
      ownerToken('owners-token-0123456789'),
      { name: 'app', token: new Secret('apps-token-0123456789'), mayWatch: false },
    ],
  });

  it('a client is whom its token names', () => {
    expect(admitted(gate, asking('192.0.2.1', { authorization: 'Bearer apps-token-0123456789' }))).toEqual({
      key: 'client:app',
      label: 'app',
      mayWatch: false,
    });
    expect(
      admitted(gate, asking('192.0.2.1', { authorization: 'Bearer owners-token-0123456789' })),
    ).toMatchObject({ label: 'owner', mayWatch: true });
  });

  it('its cookie says the same, and stands for nobody once the token is gone', () => {
    const exchange = gate.exchange(asking('192.0.2.1'), 'apps-token-0123456789', false);
    const cookie = exchange.ok ? (exchange.cookie?.split(';', 1)[0] ?? '') : '';
    expect(admitted(gate, asking('192.0.2.1', { cookie }))).toMatchObject({ label: 'app' });
    const without = gateWith({ tokens: [ownerToken('owners-token-0123456789')] });
    expect(admitted(without, asking('192.0.2.1', { cookie }))).toBe('invalid_access_token');
    expect(admitted(gate, asking('192.0.2.1', { cookie: cookie.replace('=app.', '=owner.') }))).toBe(
      'invalid_access_token',
    );
  });

  it('wrong ones are counted against the address behind a trusted proxy', () => {
    const proxied = gateWith({
      tokens: [ownerToken('owners-token-0123456789')],
      trustedProxies: ['10.0.0.1'],
    });
    const from = (address: string, token: string) =>
      asking('10.0.0.1', { 'x-forwarded-for': address, authorization: `Bearer ${token}` });
    for (let i = 0; i < 10; i += 1) admitted(proxied, from('198.51.100.7', `wrong-${i}`));
    expect(admitted(proxied, from('198.51.100.7', 'owners-token-0123456789'))).toBe('too_many_attempts');
    expect(admitted(proxied, from('198.51.100.8', 'owners-token-0123456789'))).toMatchObject({
      label: 'owner',
    });
  });
});
