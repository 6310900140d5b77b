import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownSession } from '../../engine/engine.messages.ts';
import type { LiveSession } from '../../lib/watch-messages.ts';
import type { Followed } from '../../store/followed.ts';
import { connected, renderConsole } from '../kit/testing/test-console.tsx';
import { LiveList } from './LiveList.tsx';
import { ShownBar } from './ShownBar.tsx';

const session: LiveSession = {
  id: 's1',
  requestId: 'req_1',
  client: 'kiosk',
  dialect: 'beta',
  upstream: 'OpenAI',
  model: 'gpt-realtime',
  startedAtEpochMs: 0,
  state: 'open',
  framesUp: 1200,
  framesDown: 3,
  bytesUp: 0,
  bytesDown: 0,
  spentUsd: 0.0123,
  watchers: 2,
  end: null,
};

describe('Live sessions of the relay', () => {
  it('are listed with who talks to what, and one is watched with its sound', async () => {
    const page = renderConsole(<LiveList onChosen={() => {}} />);
    const [[listener] = []] = page.actions.followLiveSessions.mock.calls;
    act(() => listener?.({ status: 'open', live: [session], ended: [] }));
    const row = within(screen.getByRole('list', { name: 'Live sessions' })).getByRole('listitem');
    expect(row).toHaveTextContent('kiosk · OpenAI · gpt-realtime · beta client');
    expect(row).toHaveTextContent('1,200 up · 3 down · $0.0123 · watched by 2');
    await page.user.click(screen.getByRole('switch', { name: 'With sound' }));
    await page.user.click(within(row).getByRole('button', { name: /^Watch kiosk/ }));
    expect(page.actions.watch).toHaveBeenCalledWith(session, false);
  });

  it('this page’s own is not offered, and watching another is said to end it', () => {
    const page = renderConsole(<LiveList onChosen={() => {}} />, {
      connection: connected,
      requestId: 'req_1',
    });
    const [[listener] = []] = page.actions.followLiveSessions.mock.calls;
    act(() => listener?.({ status: 'open', live: [session], ended: [] }));
    expect(screen.getByText('this page')).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Watch/ })).toBeNull();
    expect(screen.getByText('Watching another session ends your own conversation.')).toBeVisible();
  });

  it('are none, or refused, in words; a refusal can be tried again', async () => {
    const page = renderConsole(<LiveList onChosen={() => {}} />);
    const tell = (sessions: Followed<LiveSession>) =>
      act(() => page.actions.followLiveSessions.mock.calls.at(-1)?.[0](sessions));
    tell({
      status: 'open',
      live: [],
      ended: [
        {
          ...session,
          state: 'ended',
          end: { atEpochMs: 65_000, code: 1000, failure: 'the budget is used up' },
        },
      ],
    });
    expect(screen.getByText(/Nobody talks through this relay just now/)).toBeVisible();
    expect(screen.getByText('after 01:05 · the budget is used up')).toBeVisible();
    tell({ status: 'failed', words: 'This client may not see other sessions.' });
    expect(screen.getByText('This client may not see other sessions.')).toBeVisible();
    await page.user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(page.actions.followLiveSessions).toHaveBeenCalledTimes(2);
    expect(screen.getByText('Asking the relay…')).toBeVisible();
  });
});

describe('The bar of a session that is not held here', () => {
  it('says what is watched and what is missing, and leads back', async () => {
    const shown: ShownSession = {
      kind: 'watched',
      session,
      state: 'watching',
      withSound: false,
      lostFrames: 1,
      words: null,
    };
    const page = renderConsole(<ShownBar />, { shown });
    expect(screen.getByRole('status')).toHaveTextContent('Watching');
    expect(screen.getByText('1 earlier or missed event is not shown.')).toBeVisible();
    await page.user.click(screen.getByRole('button', { name: 'With sound' }));
    expect(page.actions.watch).toHaveBeenCalledWith(session, true);
    await page.user.click(screen.getByRole('button', { name: 'Back to live' }));
    expect(page.actions.backToLive).toHaveBeenCalledOnce();
  });

  it('is not there while nothing else is shown', () => {
    const { container } = renderConsole(<ShownBar />);
    expect(container).toBeEmptyDOMElement();
  });
});
