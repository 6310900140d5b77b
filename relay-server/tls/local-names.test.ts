import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { localNames } from './local-names.ts';

const at = (address: string, internal = false): NetworkInterfaceInfo => {
  const common = { address, netmask: '', mac: '', internal, cidr: null };
  return address.includes(':') ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' };
};

describe('localNames', () => {
  it('are those of the loopback, the machine and its network', () => {
    const names = localNames('Desk', {
      lo: [at('127.0.0.1', true), at('::1', true)],
      en0: [at('192.168.1.5'), at('fe80::1'), at('fd00::5'), at('2001:db8::9')],
      docker0: [at('172.17.0.1')],
      gone: undefined,
    });
    expect(names).toEqual({
      machine: 'Desk',
      lasting: ['localhost', '127.0.0.1', '::1', 'desk', 'desk.local', '192.168.1.5', '172.17.0.1'],
      passing: ['fd00::5', '2001:db8::9'],
    });
  });

  it('keep a full machine name as it is, and leave out one that is none', () => {
    expect(localNames('desk.example.com', {}).lasting).toContain('desk.example.com');
    expect(localNames('desk.example.com', {}).lasting).not.toContain('desk.example.com.local');
    expect(localNames('Jürgens Rechner', {}).lasting).toEqual(['localhost', '127.0.0.1', '::1']);
  });

  it('of this machine hold the loopback', () => {
    expect(localNames().lasting).toEqual(expect.arrayContaining(['localhost', '127.0.0.1', '::1']));
  });
});
