/** A relay that somebody operates for others, as the people see it in the console: several upstreams, budgets, a policy. */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { violationsOf } from './accessibility.ts';
import { type Opened, openConsole } from './browser.ts';
import { type Relay, startRelay } from './servers.ts';

let relay: Relay | null = null;
let opened: Opened | null = null;
let toolServer: Server | null = null;

test.afterEach(async () => {
  await opened?.browser.close();
  opened = null;
  await relay?.stop();
  relay = null;
  toolServer?.close();
  toolServer = null;
});

async function open(config: object, environment: Record<string, string> = {}): Promise<Page> {
  const file = join(mkdtempSync(join(tmpdir(), 'sidetone-config-')), 'config.json');
  writeFileSync(file, JSON.stringify(config));
  relay = await startRelay({ ...environment, SIDETONE_CONFIG: file });
  opened = await openConsole(relay.url);
  return opened.page;
}

const status = (page: Page) => page.getByRole('status', { name: 'Connection' });
const transcript = (page: Page) => page.getByRole('region', { name: 'Transcript' });
const connect = (page: Page) => page.getByRole('button', { name: 'Connect', exact: true }).click();

async function type(page: Page, words: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(words);
  await page.keyboard.press('Enter');
}

test('an upstream is chosen by its name, used by the next connection, and remembered', async () => {
  const page = await open({
    upstreams: [
      { name: 'first', kind: 'emulator', label: 'First emulator' },
      {
        name: 'second',
        kind: 'emulator',
        label: 'Second emulator',
        models: ['gpt-realtime-2'],
        voices: ['ash', 'sage'],
      },
    ],
  });
  await expect(page.getByLabel('Upstream')).toHaveValue('first');
  await page.getByLabel('Upstream').selectOption('Second emulator');
  await expect(page.getByLabel('Model')).toHaveValue('gpt-realtime-2');
  await expect(page.getByLabel('Voice', { exact: true })).toHaveValue('ash');
  await connect(page);
  await expect(status(page)).toContainText('Connected · Second emulator · gpt-realtime-2');
  await type(page, 'repeat after me: from the second');
  await expect(transcript(page)).toContainText(/from the second/i);
  await page.getByLabel('Upstream').selectOption('First emulator');
  await expect(page.getByText('From the next connection.').first()).toBeVisible();
  // The session that runs is told nothing of the choice, and the choice outlasts what it says of itself.
  await page.getByTestId('session').getByLabel('Voice', { exact: true }).selectOption('cedar');
  await type(page, 'repeat after me: still the second');
  await expect(transcript(page)).toContainText(/still the second/i);
  await expect(page.getByTestId('session').getByLabel('Voice', { exact: true })).toHaveValue('cedar');
  await page.getByRole('button', { name: 'Reconnect' }).first().click();
  await expect(status(page)).toContainText('Connected · First emulator');
  await page.reload();
  await expect(page.getByLabel('Upstream')).toHaveValue('first');
  expect(await violationsOf(page)).toEqual([]);
});

test('what a budget leaves is shown, and the session that reaches it ends with words', async () => {
  const page = await open({ budgets: { usdPerDay: 0.04, minutesPerDay: 30, sessionsPerClient: 1 } });
  await expect(page.getByText('30 min · $0.04')).toBeVisible();
  await connect(page);
  await expect(status(page)).toContainText('Connected');
  await type(page, 'tell a long story');
  await expect(status(page)).toContainText("Today's $0.04 at this relay are used up", { timeout: 20_000 });
  await expect(page.getByText(/min · \$0\.00/)).toBeVisible();
  await expect(page.getByText('only', { exact: true })).toBeVisible();
  await connect(page);
  await expect(status(page)).toContainText('after midnight UTC');
  expect(await violationsOf(page)).toEqual([]);
});

test('what a policy sets is shown as that, its tool works, and the page learns nothing of it', async () => {
  toolServer = createServer((request, response) => {
    request.resume();
    response.end('{"location":"Paris","temperature_c":21,"condition":"sunny"}');
  });
  toolServer.listen(0, '127.0.0.1');
  await new Promise((resolve) => toolServer?.once('listening', resolve));
  const { port } = toolServer.address() as AddressInfo;
  const page = await open({
    policy: {
      voices: ['sage', 'cedar'],
      session: {
        locked: { instructions: 'Begin with: Honoured guest', 'audio.output.speed': 1, tools: [] },
        hidden: ['instructions'],
      },
      tools: [
        {
          name: 'get_weather',
          description: 'The weather at a place.',
          parameters: { type: 'object', properties: { location: { type: 'string' } } },
          url: `http://127.0.0.1:${port}/`,
        },
      ],
    },
  });
  const frames: string[] = [];
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
  await connect(page);
  await expect(status(page)).toContainText('Connected');
  const instructions = page.getByRole('textbox', { name: 'Instructions' });
  await expect(instructions).toHaveAttribute('readonly', '');
  await expect(instructions).toHaveValue('');
  await expect(page.getByText('Set by the server').first()).toBeVisible();
  await type(page, 'weather in Paris');
  await expect(transcript(page)).toContainText(/Honoured guest.*21/, { timeout: 15_000 });
  const heard = frames.join('\n');
  for (const trace of ['get_weather', 'Begin with', 'temperature_c']) {
    expect(heard.includes(trace), `the page was sent ${trace}`).toBe(false);
  }
  expect(await violationsOf(page)).toEqual([]);
});
