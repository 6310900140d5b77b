import { type ReactNode, useState } from 'react';
import { act, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RecordedCall } from '../../lib/recording-messages.ts';
import type { Outcome } from '../../store/export-actions.ts';
import type { RecordingsActions } from '../../store/recordings-actions.ts';
import { connected, renderConsole, stubWindow } from '../kit/testing/test-console.tsx';
import { RecordedCalls } from './RecordedCalls.tsx';

beforeEach(() => stubWindow(1440));
afterEach(() => vi.unstubAllGlobals());

const inbound: RecordedCall = {
  id: 'CA1-1',
  callId: 'CA1',
  direction: 'inbound',
  line: 'twilio',
  number: '+49••••••56',
  upstream: 'OpenAI',
  model: 'gpt-realtime-2.1',
  startedAtEpochMs: new Date(2026, 4, 4, 10, 32).getTime(),
  durationMs: 252_000,
  bytes: 8_300_000,
  isRunning: false,
};
const running: RecordedCall = {
  ...inbound,
  id: 'CA2-2',
  line: 'box',
  number: '+15•••••••06',
  durationMs: null,
  isRunning: true,
};
const keeps = { days: 30, megabytes: 2000 };

/** The panel is drawn once the relay has its answer ready. */
function Later({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState(false);
  return shown ? children : <button onClick={() => setShown(true)}>Show</button>;
}

async function draw(
  answer: Awaited<ReturnType<RecordingsActions['list']>>,
  state: Parameters<typeof renderConsole>[1] = {},
) {
  const onChosen = vi.fn();
  const view = renderConsole(
    <Later>
      <RecordedCalls onChosen={onChosen} />
    </Later>,
    state,
  );
  view.actions.recordings.list.mockImplementation(async () => answer);
  await view.user.click(screen.getByRole('button', { name: 'Show' }));
  return { ...view, onChosen };
}

const listed = (...recordings: RecordedCall[]) => ({ ok: true, value: { keeps, recordings } }) as const;
const rows = () => within(screen.getByRole('list', { name: 'Recorded calls' })).getAllByRole('listitem');

describe('the list of recorded calls', () => {
  it('has of each who called, when, how long and how much', async () => {
    await draw(listed(running, inbound));
    const [first, second] = rows();
    expect(first).toHaveTextContent('Call from the telephone in the box');
    expect(first).toHaveTextContent('being recorded now');
    expect(second).toHaveTextContent('Call from +49••••••56');
    expect(second).toHaveTextContent(/10:32.* · 04:12 · 8\.3 MB/);
    expect(screen.getByText(/keeps each call for 30 days, and up to 2000 MB/)).toBeInTheDocument();
    for (const button of within(first as HTMLElement).getAllByRole('button')) expect(button).toBeDisabled();
  });

  it('says that calls are not recorded, and how they would be', async () => {
    await draw({ ok: true, value: { keeps: null, recordings: [] } });
    expect(screen.getByText(/Calls are not recorded/)).toHaveTextContent('"recording": {}');
  });

  it('says that none was recorded yet', async () => {
    await draw(listed());
    expect(screen.getByText(/No call was recorded yet/)).toBeInTheDocument();
  });

  it('says why there is none, and asks again', async () => {
    const { actions, user } = await draw({ ok: false, words: 'The relay does not answer.' });
    expect(screen.getByText('The relay does not answer.')).toBeInTheDocument();
    actions.recordings.list.mockImplementation(async () => listed(inbound));
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(rows()).toHaveLength(1);
  });

  it('opens one with its name, shows how far it is, and closes when it is there', async () => {
    const { actions, user, onChosen } = await draw(listed(inbound), { connection: connected });
    expect(screen.getByText(/Opening one ends your conversation/)).toBeInTheDocument();
    let arrive: (outcome: Outcome<null>) => void = () => {};
    actions.recordings.open.mockImplementation((_id, _name, onProgress) => {
      queueMicrotask(() => onProgress(0.5));
      return { outcome: new Promise((resolve) => (arrive = resolve)), cancel: () => {} };
    });
    await user.click(screen.getByRole('button', { name: 'Open Call from +49••••••56' }));
    expect(actions.recordings.open).toHaveBeenCalledWith(
      'CA1-1',
      'Call from +49••••••56',
      expect.any(Function),
    );
    expect(screen.getByRole('progressbar', { name: /Fetching/ })).toHaveValue(50);
    expect(onChosen).not.toHaveBeenCalled();
    await act(async () => arrive({ status: 'done', result: null }));
    expect(onChosen).toHaveBeenCalledOnce();
  });

  it('says why one cannot be opened', async () => {
    const { actions, user, onChosen } = await draw(listed(inbound));
    actions.recordings.open.mockImplementation(() => ({
      outcome: Promise.resolve({ status: 'failed', words: 'It was deleted.' }),
      cancel: () => {},
    }));
    await user.click(screen.getByRole('button', { name: /^Open/ }));
    expect(screen.getByRole('alert')).toHaveTextContent('It was deleted.');
    expect(onChosen).not.toHaveBeenCalled();
  });

  it('saves one, and deletes one only when it was asked twice', async () => {
    const { actions, user } = await draw(listed(inbound));
    await user.click(screen.getByRole('button', { name: /^Save/ }));
    expect(actions.recordings.download).toHaveBeenCalledExactlyOnceWith('CA1-1');
    await user.click(screen.getByRole('button', { name: /^Delete Call/ }));
    expect(screen.getByRole('button', { name: 'Keep' })).toHaveFocus();
    await user.click(screen.getByRole('button', { name: 'Keep' }));
    await user.click(screen.getByRole('button', { name: /^Delete Call/ }));
    expect(actions.recordings.remove).not.toHaveBeenCalled();
    actions.recordings.list.mockImplementation(async () => listed());
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    expect(actions.recordings.remove).toHaveBeenCalledExactlyOnceWith('CA1-1');
    expect(screen.getByText(/No call was recorded yet/)).toBeInTheDocument();
  });

  it('says why one was not deleted', async () => {
    const { actions, user } = await draw(listed(inbound));
    actions.recordings.remove.mockImplementation(async () => 'The call is still being recorded.');
    await user.click(screen.getByRole('button', { name: /^Delete Call/ }));
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    expect(screen.getByRole('alert')).toHaveTextContent('The call is still being recorded.');
  });
});
