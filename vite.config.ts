import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { relayPlugin } from './relay-server/vite-plugin.ts';

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [react(), tailwindcss(), relayPlugin()],
  worker: { format: 'es' as const },
  build: isSsrBuild
    ? { outDir: 'dist-server', target: 'node20', copyPublicDir: false }
    : { outDir: 'dist', target: 'es2023' },
  // One address for page, relay and hot reload; when the port is taken, say so instead of moving elsewhere.
  server: { host: process.env.HOST || '127.0.0.1', port: Number(process.env.PORT || 3000), strictPort: true },
  test: {
    // Property tests take seconds on a busy machine; a test that hangs is found all the same.
    testTimeout: 30_000,
    // Tests leave nothing behind, so a worker need not read every module again for each file: a third of the time.
    isolate: false,
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['{src,relay-server,scripts,tests/unit,tests/clients}/**/*.test.ts'],
          setupFiles: ['tests/support/fail-on-console.ts'],
        },
      },
      {
        extends: true,
        test: {
          // Calls run in real time, so they run behind the others and two at once, for mostly they wait; a machine that stalls in the middle of one is a gap in its sound.
          name: 'calls',
          environment: 'node',
          include: ['tests/phone/**/*.test.ts'],
          // One of them measures its heap.
          isolate: true,
          setupFiles: ['tests/support/fail-on-console.ts'],
          maxWorkers: 2,
          retry: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'page',
          environment: 'jsdom',
          include: ['src/**/*.test.tsx'],
          setupFiles: ['tests/support/fail-on-console.ts', 'tests/support/page-setup.ts'],
        },
      },
    ],
  },
}));
