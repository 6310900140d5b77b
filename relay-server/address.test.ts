import { describe, expect, it } from 'vitest';
import { consoleAddress, consoleAddresses, listenProblem } from './address.ts';

describe('consoleAddress', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:3000'],
    ['0.0.0.0', 'http://localhost:3000'],
    ['::', 'http://localhost:3000'],
    ['::1', 'http://[::1]:3000'],
    ['console.example', 'http://console.example:3000'],
  ])('of host %s is %s', (host, address) => {
    expect(consoleAddress(host, 3000)).toBe(address);
    expect(consoleAddress(host, 3000, true)).toBe(address.replace('http:', 'https:'));
  });
});

describe('consoleAddresses', () => {
  const names = { lasting: ['localhost', '127.0.0.1', '::1', 'desk', '192.168.1.5', '10.0.0.2'] };

  it('are those of the network too when a phone could use them', () => {
    expect(consoleAddresses('0.0.0.0', 3000, true, names)).toEqual([
      'https://localhost:3000',
      'https://192.168.1.5:3000',
      'https://10.0.0.2:3000',
    ]);
  });

  it('are only one where a phone would get no microphone, or cannot reach it', () => {
    expect(consoleAddresses('0.0.0.0', 3000, false, names)).toEqual(['http://localhost:3000']);
    expect(consoleAddresses('127.0.0.1', 3000, true, names)).toEqual(['https://127.0.0.1:3000']);
  });
});

describe('listenProblem', () => {
  const failing = (code: string) => Object.assign(new Error('listen failed'), { code });

  it('names a taken port and another one to use', () => {
    expect(listenProblem(failing('EADDRINUSE'), '127.0.0.1', 3000)).toMatch(/Port 3000 .* taken .*PORT=3001/);
  });

  it('has words for a port that is not allowed and for a host that is not here', () => {
    expect(listenProblem(failing('EACCES'), '127.0.0.1', 80)).toContain('Port 80');
    expect(listenProblem(failing('EADDRNOTAVAIL'), '192.0.2.1', 80)).toContain('192.0.2.1');
  });

  it('leaves what it does not know to the stack trace', () => {
    expect(listenProblem(new Error('boom'), 'a', 1)).toBeNull();
    expect(listenProblem('boom', 'a', 1)).toBeNull();
  });
});
