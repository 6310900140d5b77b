/** A relay that somebody operates for others, as the people see it in the console: several upstreams, budgets, a policy. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { violationsOf } from './accessibility.ts';
import { connect, connectButton, say, status, test, transcript } from './console.ts';
import { configured } from './servers.ts';

let toolServer: Server | null = null;

test.afterEach(() => {
  toolServer?.close();
  toolServer = null;
});

test('an upstream is chosen by its name, used by the next connection, and remembered', async ({ open }) => {
  const { page } = await open(
    {},
    configured({
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
    }),
  );
  await expect(page.getByLabel('Upstream')).toHaveValue('first');
  await page.getByLabel('Upstream').selectOption('Second emulator');
  await expect(page.getByLabel('Model')).toHaveValue('gpt-realtime-2');
  await expect(page.getByLabel('Voice', { exact: true })).toHaveValue('ash');
  await connect(page);
  await expect(status(page)).toContainText('Connected · Second emulator · gpt-realtime-2');
  await say(page, 'repeat after me: from the second');
  await expect(transcript(page)).toContainText(/from the second/i);
  await page.getByLabel('Upstream').selectOption('First emulator');
  await expect(page.getByText('From the next connection.').first()).toBeVisible();
  // The session that runs is told nothing of the choice, and the choice outlasts what it says of itself.
  await page.getByTestId('session').getByLabel('Voice', { exact: true }).selectOption('cedar');
  await say(page, 'repeat after me: still the second');
  await expect(transcript(page)).toContainText(/still the second/i);
  await expect(page.getByTestId('session').getByLabel('Voice', { exact: true })).toHaveValue('cedar');
  await page.getByRole('button', { name: 'Reconnect' }).first().click();
  await expect(status(page)).toContainText('Connected · First emulator');
  await page.reload();
  await expect(page.getByLabel('Upstream')).toHaveValue('first');
  expect(await violationsOf(page)).toEqual([]);
});

test('what a budget leaves is shown, and the session that reaches it ends with words', async ({ open }) => {
  const { page } = await open(
    {},
    configured({ budgets: { usdPerDay: 0.04, minutesPerDay: 30, sessionsPerClient: 1 } }),
  );
  await expect(page.getByText('30 min · $0.04')).toBeVisible();
  await connect(page);
  await say(page, 'tell a long story');
  await expect(status(page)).toContainText("Today's $0.04 at this relay are used up", { timeout: 20_000 });
  await expect(page.getByText(/min · \$0\.00/)).toBeVisible();
  await expect(page.getByText('only', { exact: true })).toBeVisible();
  await connectButton(page).click();
  await expect(status(page)).toContainText('after midnight UTC');
  expect(await violationsOf(page)).toEqual([]);
});

test('what a policy sets is shown as that, its tool works, and the page learns nothing of it', async ({
  open,
}) => {
  toolServer = createServer((request, response) => {
    request.resume();
    response.end('{"location":"Paris","temperature_c":21,"condition":"sunny"}');
  });
  toolServer.listen(0, '127.0.0.1');
  await new Promise((resolve) => toolServer?.once('listening', resolve));
  const { port } = toolServer.address() as AddressInfo;
  const { page } = await open(
    {},
    configured({
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
    }),
  );
  const frames: string[] = [];
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
  await connect(page);
  const instructions = page.getByRole('textbox', { name: 'Instructions' });
  await expect(instructions).toHaveAttribute('readonly', '');
  await expect(instructions).toHaveValue('');
  await expect(page.getByText('Set by the server').first()).toBeVisible();
  await say(page, 'weather in Paris');
  await expect(transcript(page)).toContainText(/Honoured guest.*21/, { timeout: 15_000 });
  const heard = frames.join('\n');
  for (const trace of ['get_weather', 'Begin with', 'temperature_c']) {
    expect(heard.includes(trace), `the page was sent ${trace}`).toBe(false);
  }
  expect(await violationsOf(page)).toEqual([]);
});
