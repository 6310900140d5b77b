/** Under which names and addresses this machine can be reached from itself and from its network. */

import { hostname, networkInterfaces } from 'node:os';
import { isIPv4 } from 'node:net';

export interface LocalNames {
  /** The machine's name, as it calls itself. */
  machine: string;
  /** What a certificate must cover. */
  lasting: string[];
  /** Addresses that come and go by themselves (IPv6 changes them daily for privacy): covered when there, not worth a new certificate. */
  passing: string[];
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
const HOST_NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

/** Reads the interfaces as they are now. Link-local IPv6 addresses are left out: no browser can be pointed at them. */
export function localNames(
  machine = hostname(),
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): LocalNames {
  const addresses = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address))
    .map(({ address }) => address);
  const lower = machine.toLowerCase();
  // A name without a dot is found on the network with `.local` (multicast DNS).
  const names = !HOST_NAME.test(lower) ? [] : lower.includes('.') ? [lower] : [lower, `${lower}.local`];
  return {
    machine,
    lasting: [...new Set([...LOOPBACK, ...names, ...addresses.filter(isIPv4)])],
    passing: [...new Set(addresses.filter((address) => !isIPv4(address)))],
  };
}
