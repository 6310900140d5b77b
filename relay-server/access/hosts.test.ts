import { describe, expect, it } from 'vitest';
import { hostRule, isLoopback, isServedHost, parseHost } from './hosts.ts';

describe('on the loopback', () => {
  const rule = hostRule('127.0.0.1', ['desk.local', 'b.example:8443']);

  it.each([
    'localhost',
    'localhost:3000',
    'LOCALHOST:1',
    '127.0.0.1',
    '127.0.0.1:65535',
    '[::1]',
    '[::1]:3000',
    'desk.local',
    'desk.local:9',
    'b.example:8443',
  ])('serves %s', (host) => {
    expect(isServedHost(host, rule)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'a@localhost',
    'localhost@evil.example',
    'localhost/evil',
    'evil.example#localhost',
    'localhost:3000:4000',
    'localhost:',
    ' localhost',
    '[::1',
    '::1',
    '0.0.0.0:3000',
    '192.168.1.5:3000',
    'b.example:8444',
    'b.example',
  ])('does not serve %s', (host) => {
    expect(isServedHost(host, rule)).toBe(false);
  });
});

describe('on the network', () => {
  it('serves every name until some are listed, and then those and its own', () => {
    expect(isServedHost('anything.example', hostRule('0.0.0.0', []))).toBe(true);
    const rule = hostRule('192.168.1.5', ['voice.example.com']);
    expect(isServedHost('voice.example.com', rule)).toBe(true);
    expect(isServedHost('192.168.1.5:3000', rule)).toBe(true);
    expect(isServedHost('localhost:3000', rule)).toBe(true);
    expect(isServedHost('other.example', rule)).toBe(false);
  });
});

it('tells the loopback from the network', () => {
  for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost', 'LocalHost'])
    expect(isLoopback(host)).toBe(true);
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.example.com', '128.0.0.1', 'localhost.example'])
    expect(isLoopback(host)).toBe(false);
});

it('reads an entry of the list, IPv6 with brackets or without', () => {
  expect(parseHost('FD00::5')).toBe('[fd00::5]');
  expect(parseHost('[fd00::5]:3000')).toBe('[fd00::5]:3000');
  expect(parseHost('a.example:80')).toBe('a.example:80');
  expect(parseHost('http://a.example')).toBeNull();
});
