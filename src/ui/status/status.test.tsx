import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Notice } from '../../session/types.ts';
import { loadPreferences } from '../../store/preferences.ts';
import { testResponse, testTurn, testUsage } from '../../store/testing/test-turn.ts';
import {
  connected,
  renderConsole,
  stubWindow,
  testConfig,
  testUpstream,
} from '../kit/testing/test-console.tsx';
import { clockWords } from './connection-words.ts';
import { EmulatorNote } from './EmulatorNote.tsx';
import { Header } from './Header.tsx';
import { noticeList } from './notice-list.ts';
import { Notices } from './Notices.tsx';

beforeEach(() => stubWindow(1440));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Moves the fake clock. */
function wait(durationMs: number): void {
  act(() => {
    vi.advanceTimersByTime(durationMs);
  });
}

const header = <Header showSessions={() => {}} showCalls={() => {}} showHelp={() => {}} />;
const notice = (patch: Partial<Notice>): Notice => ({
  id: 'n',
  key: 'n',
  level: 'error',
  text: 'The microphone went away.',
  nextStep: 'Plug it in.',
  ...patch,
});

describe('the header', () => {
  it('says the connection in words', () => {
    const { store } = renderConsole(header);
    const status = screen.getByRole('status');
    expect(status).toHaveTextContent('Not connected');
    act(() => store.setState({ connection: { status: 'connecting' } }));
    expect(status).toHaveTextContent('Connecting');
    act(() => store.setState({ connection: connected }));
    expect(status).toHaveTextContent('Connected · Emulator · gpt-realtime-2.1');
    act(() =>
      store.setState({
        connection: { status: 'failed', text: 'The key was refused.', nextStep: 'Check it.', code: 'x' },
      }),
    );
    expect(status).toHaveTextContent('The key was refused.');
  });

  it('tells by which names an operator finds the connection, and when it failed too', () => {
    const { store } = renderConsole(header, { requestId: 'req_0123456789abcdef' });
    const status = screen.getByRole('status');
    expect(status).toHaveAttribute('title', 'Not connected');
    act(() => store.setState({ connection: connected }));
    expect(status).toHaveAttribute(
      'title',
      expect.stringContaining('Session sess_1 · Request req_0123456789abcdef'),
    );
    act(() =>
      store.setState({
        connection: { status: 'failed', text: 'The key was refused.', nextStep: 'Check it.', code: 'x' },
      }),
    );
    expect(status).toHaveAttribute('title', 'The key was refused. Check it. · Request req_0123456789abcdef');
  });

  it('shows latency, tokens and cost, transcription in it, with their units', () => {
    renderConsole(header, {
      turns: [
        testTurn(1, {
          moments: { speechEnd: 1000, audible: 1640.4 },
          // 1000 × 4 + 400 × 64 = 29,600 millionths.
          responses: [testResponse({ usage: testUsage(1000, 0, 400) })],
          // 0.0045 for the minute.
          transcription: { usage: { kind: 'duration', seconds: 60 }, model: 'gpt-transcribe' },
        }),
        testTurn(2, { responses: [testResponse()] }),
      ],
      usage: {
        inputTokens: 12_480,
        outputTokens: 96,
        cachedTokens: 0,
        responses: 2,
      },
    });
    expect(screen.getByText('$0.034')).toBeVisible();
    expect(screen.getByTitle(/1 part of it could not be priced/)).toBeVisible();
    expect(screen.getByText('640 ms')).toBeVisible();
    expect(screen.getByText('12,480 in · 96 out')).toBeVisible();
  });

  it('shows what the relay still lets one have, and that it is little', () => {
    vi.useFakeTimers({ now: 1_000_000 });
    const report = {
      nowEpochMs: 1_000_000,
      limits: [{ kind: 'day-minutes', limit: 10, used: 7.5, resetsAtEpochMs: null } as const],
    };
    renderConsole(header, {
      connection: { ...connected, startedAtEpochMs: 1_000_000 },
      budget: { report, atEpochMs: 1_000_000 },
    });
    expect(screen.getByText('2 min')).toBeVisible();
    expect(screen.getByText('left')).toBeVisible();
    wait(31_000);
    expect(screen.getByText('1 min')).toBeVisible();
    expect(screen.getByText('only')).toBeVisible();
  });

  it('runs the clock of the session and leaves its length to be read afterwards', () => {
    vi.useFakeTimers({ now: 1_000_000 });
    const { store } = renderConsole(header, {
      connection: { ...connected, startedAtEpochMs: 1_000_000 - 59_000 },
    });
    const clock = screen.getByRole('timer');
    expect(clock).toHaveTextContent('00:59');
    wait(2000);
    expect(clock).toHaveTextContent('01:01');
    act(() => store.setState({ connection: { status: 'idle' } }));
    wait(5000);
    expect(clock).toHaveTextContent('01:01');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says once that it is reconnecting, and counts down beside it without saying so', () => {
    vi.useFakeTimers({ now: 1_000_000 });
    const lost = {
      status: 'reconnecting',
      attempt: 3,
      nextAttemptAtEpochMs: 1_002_000,
      reason: 'the other end is restarting',
      startedAtEpochMs: 1_000_000 - 59_000,
    } as const;
    const { store } = renderConsole(header, { connection: lost });
    const status = screen.getByRole('status');
    expect(status).toHaveTextContent(/^Connection lost · reconnecting$/);
    expect(status).toHaveAttribute('title', expect.stringContaining('Because the other end is restarting.'));
    const count = screen.getByText('attempt 3 in 2 s');
    expect(count).toHaveAttribute('aria-hidden');
    wait(1500);
    expect(count).toHaveTextContent('attempt 3 in 1 s');
    // The conversation is as old as it is, session or not.
    expect(screen.getByRole('timer')).toHaveTextContent('01:00');
    act(() => store.setState({ connection: { ...lost, nextAttemptAtEpochMs: null } }));
    expect(count).toHaveTextContent(/^attempt 3$/);
    act(() => store.setState({ connection: connected }));
    expect(screen.queryByText(/attempt/)).toBeNull();
  });

  it('says how long a session has left in its last five minutes, not before', () => {
    vi.useFakeTimers({ now: 1_000_000 });
    const connection = { ...connected, startedAtEpochMs: 0, expiresAtEpochMs: 1_000_000 + 301_000 };
    const { store } = renderConsole(header, { connection });
    expect(screen.queryByText(/left/)).toBeNull();
    wait(1000);
    expect(screen.getByText('5:00 left')).toBeVisible();
    wait(72_000);
    expect(screen.getByText('3:48 left')).toBeVisible();
    act(() => store.setState({ connection: { ...connection, expiresAtEpochMs: 5_000_000 } }));
    expect(screen.queryByText(/left/)).toBeNull();
  });

  it('goes round the themes and remembers', async () => {
    const { user } = renderConsole(header);
    for (const theme of ['light', 'dark', 'system'] as const) {
      await user.click(screen.getByRole('button', { name: /^Theme:/ }));
      expect(loadPreferences().theme).toBe(theme);
    }
  });

  it('writes long sessions in minutes', () => {
    expect(clockWords(61 * 60_000 + 5999)).toBe('61:05');
    expect(clockWords(-5)).toBe('00:00');
  });
});

describe('the note about the emulator', () => {
  it('says plainly what is talking, and can be dismissed for good', async () => {
    const { user } = renderConsole(<EmulatorNote />);
    expect(screen.getByText(/No API key found/)).toHaveTextContent(
      'No API key found: you are talking to the built-in emulator. Set OPENAI_API_KEY in .env and restart to talk to OpenAI.',
    );
    await user.click(screen.getByRole('button', { name: /Dismiss/ }));
    expect(screen.queryByText(/No API key found/)).not.toBeInTheDocument();
    expect(loadPreferences().emulatorNoteDismissed).toBe(true);
  });

  it('is not there when a model answers', () => {
    renderConsole(<EmulatorNote />, {
      config: { ...testConfig, upstreams: [{ ...testUpstream, name: 'OpenAI', kind: 'openai' }] },
    });
    expect(screen.queryByText(/No API key found/)).not.toBeInTheDocument();
  });
});

describe('notices', () => {
  it('announce errors as alerts and the rest as status, with the next step, newest first', () => {
    renderConsole(<Notices />, {
      notices: [notice({}), notice({ id: 'w', level: 'warning', text: 'All zeros.', nextStep: null })],
    });
    expect(screen.getByRole('alert')).toHaveTextContent('The microphone went away. Plug it in.');
    expect(screen.getByRole('status')).toHaveTextContent('All zeros.');
    expect(screen.getByRole('status').compareDocumentPosition(screen.getByRole('alert'))).toBe(
      Node.DOCUMENT_POSITION_FOLLOWING,
    );
  });

  it('go when dismissed', async () => {
    const { actions, user } = renderConsole(<Notices />, { notices: [notice({ id: 'mine' })] });
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(actions.dismissNotice.mock.calls).toEqual([['mine']]);
  });

  it('leave by themselves after six seconds when they only inform', () => {
    vi.useFakeTimers();
    const { actions } = renderConsole(<Notices />, {
      notices: [
        notice({ id: 'e' }),
        notice({ id: 'w', level: 'warning' }),
        notice({ id: 'i', level: 'info' }),
      ],
    });
    wait(5900);
    expect(actions.dismissNotice).not.toHaveBeenCalled();
    wait(200);
    expect(actions.dismissNotice.mock.calls).toEqual([['i']]);
    wait(60_000);
    expect(actions.dismissNotice).toHaveBeenCalledOnce();
  });

  it('tell of a failed connection once, and not again when dismissed', async () => {
    const failed = {
      status: 'failed',
      text: 'The key was refused.',
      nextStep: 'Check it.',
      code: 'x',
    } as const;
    const { actions, user } = renderConsole(<Notices />, { connection: failed });
    expect(screen.getByRole('alert')).toHaveTextContent('The key was refused. Check it.');
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    expect(actions.dismissNotice).not.toHaveBeenCalled();
    const told = noticeList({
      connection: failed,
      configError: null,
      notices: [notice({ text: failed.text })],
    });
    expect(told).toHaveLength(1);
  });

  it('offer to read the configuration again', async () => {
    const { actions, user } = renderConsole(<Notices />, { configError: 'The relay does not answer.' });
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(actions.reloadConfig).toHaveBeenCalledOnce();
  });
});
