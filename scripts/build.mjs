// Builds the console into dist/ and the server into dist-server/, both at once.

import { giveUp, runPackage, step } from './run.mjs';

export async function build() {
  const [page, server] = await step('Built console and server', () =>
    Promise.all([
      runPackage('vite/bin/vite.js', ['build', '--logLevel', 'warn']),
      runPackage('vite/bin/vite.js', ['build', '--ssr', 'relay-server/main.ts', '--logLevel', 'warn']),
    ]),
  );
  for (const { code, output } of [page, server]) {
    if (code !== 0) giveUp('The build failed; the reason is above.', output);
  }
}
