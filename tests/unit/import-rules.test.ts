/**
 * The table of rooms in docs/architecture.md is kept by the linter. Here the linter itself is put to the test: each forbidden import
 * must be refused, each allowed one must pass.
 */

import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
let tree: string;

beforeEach(async () => {
  tree = await mkdtemp(join(tmpdir(), 'sidetone-rooms-'));
  await copyFile(join(root, '.oxlintrc.json'), join(tree, '.oxlintrc.json'));
});
afterEach(() => rm(tree, { recursive: true }));

/** Lints one file that holds one import; returns the messages of the import rule. */
async function refusals(file: string, statement: string): Promise<string> {
  const path = join(tree, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${statement}\nexport const used = thing;\n`);
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [oxlint, '-c', join(tree, '.oxlintrc.json'), tree], (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  expect(output).toContain('Finished in');
  return output.includes('no-restricted-imports') ? output : '';
}

const forbidden: [string, string][] = [
  ['src/protocol/a.ts', `import { thing } from '../session/b.ts';`],
  ['src/dsp/a.ts', `import { thing } from '../lib/b.ts';`],
  ['src/pricing/a.ts', `import type { thing } from '../session/b.ts';`],
  ['src/recording/a.ts', `import { thing } from '../pricing/b.ts';`],
  ['src/session/a.ts', `import { thing } from '../audio/b.ts';`],
  ['src/session/a.ts', `import { thing } from '../engine/b.ts';`],
  ['src/session/a.ts', `import { readFile as thing } from 'node:fs';`],
  ['src/session/a.ts', `import { useState as thing } from 'react';`],
  ['src/recording/a.ts', `import { thing } from '../session/b.ts';`],
  ['src/audio/a.ts', `import { thing } from '../session/b.ts';`],
  ['src/engine/a.ts', `import { thing } from '../audio/b.ts';`],
  ['src/engine/a.ts', `import { thing } from '../store/b.ts';`],
  ['src/store/a.ts', `import { thing } from '../session/b.ts';`],
  ['src/store/a.ts', `import { thing } from '../ui/b.ts';`],
  ['src/ui/panel/A.tsx', `import { thing } from '../../engine/b.ts';`],
  ['src/ui/panel/A.tsx', `import { thing } from '../../protocol/b.ts';`],
  ['src/ui/composer/A.tsx', `import { thing } from '../../engine/b.ts';`],
  ['src/ui/panel/A.tsx', `import { thing } from '../../audio/b.ts';`],
  ['src/ui/panel/A.tsx', `import { thing } from '../../app/b.ts';`],
  ['src/ui/panel/A.tsx', `import { thing } from '../../../relay-server/b.ts';`],
  ['src/engine/a.ts', `import thing from 'openai';`],
  ['relay-server/relay/a.ts', `import { thing } from '../../src/engine/b.ts';`],
  ['relay-server/relay/a.ts', `import { thing } from '../../src/ui/b.ts';`],
];

const allowed: [string, string][] = [
  ['src/session/a.ts', `import { thing } from '../protocol/realtime/b.ts';`],
  ['src/session/a.ts', `import { thing } from '../pricing/b.ts';`],
  ['src/session/a.ts', `import { thing } from '../recording/b.ts';`],
  ['src/ui/panel/A.tsx', `import { thing } from '../../pricing/b.ts';`],
  ['relay-server/budget/a.ts', `import { thing } from '../../src/pricing/b.ts';`],
  ['src/engine/a.ts', `import { thing } from '../session/b.ts';`],
  ['src/engine/a.ts', `import type { thing } from '../audio/worklets/b.messages.ts';`],
  ['src/store/a.ts', `import { thing } from '../engine/b.ts';`],
  ['src/ui/panel/A.tsx', `import type { thing } from '../../session/b.ts';`],
  ['src/ui/panel/A.tsx', `import { thing } from '../../store/b.ts';`],
  ['src/ui/composer/A.tsx', `import { thing } from '../../protocol/realtime/b.ts';`],
  ['src/app/a.ts', `import { thing } from '../audio/b.ts';`],
  ['src/protocol/realtime/a.ts', `import type { thing } from 'openai/resources/realtime/realtime';`],
  ['relay-server/relay/a.ts', `import { thing } from '../../src/session/b.ts';`],
];

describe('the table of rooms', () => {
  it.each(forbidden)('refuses in %s: %s', async (file, statement) => {
    expect(await refusals(file, statement)).not.toBe('');
  });

  it.each(allowed)('lets pass in %s: %s', async (file, statement) => {
    expect(await refusals(file, statement)).toBe('');
  });
});
