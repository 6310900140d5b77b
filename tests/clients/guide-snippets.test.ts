/** The programs in the relay's guide, each run by a Node of its own as the guide has it, but for the port and the token. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientRig, clientRig, PATIENCE, TOKEN } from './client-rig.ts';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = /^(#{2,3}) (.+?)$|^```js\n([\s\S]+?)^```$/gm;
/** What Node 22 and pages have. */
const PAGE = "import { WebSocket as PageSocket } from 'ws';\nglobalThis.WebSocket ??= PageSocket;\n";

/** The guide's programs with the headings above them. */
function programs(): [heading: string, code: string][] {
  const guide = readFileSync(join(ROOT, 'docs/relay.md'), 'utf8');
  let heading = '';
  return [...guide.matchAll(PROGRAM)].flatMap(([, , words, code]): [string, string][] => {
    heading = words ?? heading;
    return code === undefined ? [] : [[heading, code]];
  });
}

let rig: ClientRig;
let directory: string;

beforeAll(async () => {
  rig = await clientRig();
  directory = mkdtempSync(join(tmpdir(), 'sidetone-guide-'));
  writeFileSync(join(directory, 'cert.pem'), rig.certificate);
});
afterAll(async () => {
  await rig.close();
  rmSync(directory, { recursive: true });
});

function run(code: string): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const here = code
    .replaceAll('https://localhost:3000', `https://localhost:${rig.secure.port}`)
    .replaceAll('ws://localhost:3000', `ws://localhost:${rig.plain.port}`)
    .replaceAll('the access token', TOKEN);
  const child = spawn(process.execPath, ['--input-type=module', '-'], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      ACCESS_TOKEN: TOKEN,
      NODE_EXTRA_CA_CERTS: join(directory, 'cert.pem'),
    },
  });
  child.stdin.end(here.startsWith('import') ? here : PAGE + here);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (text: Buffer) => (output.stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output.stderr += text.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, ...output }));
  });
}

describe('a program of the guide', () => {
  it.each(programs())('works: %s', PATIENCE, async (_heading, code) => {
    const { exitCode, stdout, stderr } = await run(code);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/three/i);
    expect(exitCode).toBe(0);
  });

  it('is there for each kind of client', () => {
    expect(programs().map(([heading]) => heading)).toEqual([
      '`openai` for JavaScript',
      '`@openai/agents-realtime`',
      'A WebSocket, in a page or in Node 22',
      'A WebSocket with headers, in Node',
      'An old beta app',
    ]);
  });
});
