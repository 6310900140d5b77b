import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Playing, StereoSource } from '../audio/stereo-player.ts';
import type { LogRow } from '../engine/engine.messages.ts';
import { LogMirror } from '../store/log-mirror.ts';
import { TimeCursor } from '../store/time-cursor.ts';
import { TimelineModel } from '../store/timeline-model.ts';
import { testStore } from '../store/testing/test-store.ts';
import { testTurn } from '../store/testing/test-turn.ts';
import { connected } from '../ui/kit/testing/test-console.tsx';
import { createPlayerActions, followPlaying } from './player-actions.ts';

function row(seq: number, atMs: number): LogRow {
  const ids = { itemId: null, responseId: null, callId: null, commandId: null };
  const facts = {
    lastAtMs: atMs,
    count: 1,
    bytes: 1,
    audioMs: null,
    summary: '',
    level: 'normal',
    parsed: 'known',
  } as const;
  return { seq, direction: 'server', type: 'x', atMs, ...facts, ...ids };
}

let calls: string[];
let end: (error: unknown) => void;
let positionMs: number;
let page: ReturnType<typeof setUp>;

function setUp() {
  const store = testStore();
  const timeline = new TimelineModel();
  const log = new LogMirror();
  const cursor = new TimeCursor();
  log.apply({ rows: [row(0, 100), row(1, 200), row(2, 3000)], length: 3 });
  timeline.apply({
    nowMs: 10_000,
    microphone: [],
    items: [],
    segments: [],
    arrivals: [],
    marks: [{ kind: 'disconnected', atMs: 10_000, label: '', itemId: null }],
    queuedMs: 0,
  });
  const graph = {
    unlock: () => Promise.resolve(),
    playRecording: (fromMs: number, _source: StereoSource, onEnded: (error: unknown) => void): Playing => {
      calls.push(`play ${fromMs}`);
      positionMs = fromMs;
      end = onEnded;
      return { positionMs: () => positionMs, stop: () => onEnded(null) };
    },
  };
  const engine = { readSpan: () => Promise.resolve({ you: new Int16Array(), assistant: new Int16Array() }) };
  const own = createPlayerActions(
    { store, graph, engine, timeline, log, cursor },
    {
      stopClip: () => calls.push('stop clip'),
      report: (key, error) => calls.push(`${key}: ${String(error)}`),
      setMuted: (muted) => calls.push(muted ? 'mute' : 'unmute'),
    },
  );
  return { store, cursor, ...own };
}

beforeEach(() => {
  calls = [];
  page = setUp();
});

describe('Playing', () => {
  it('begins at the chosen moment, pauses where it is, and goes on from there', async () => {
    page.cursor.choose({ atMs: 4000 }, 'log');
    await page.playFrom();
    expect(page.store.getState().replaying).toBe(true);
    positionMs = 4600;
    page.pausePlaying();
    expect(page.store.getState().replaying).toBe(false);
    expect(page.cursor.playheadMs).toBe(4600);
    await page.playFrom();
    expect(calls).toEqual(['stop clip', 'play 4000', 'stop clip', 'play 4600']);
  });

  it('at the end begins anew', async () => {
    page.cursor.choose({ atMs: 9990 }, 'log');
    await page.playFrom();
    expect(calls).toContain('play 0');
  });

  it('mutes the microphone of a conversation that goes on, and gives it back', async () => {
    page.store.setState({ connection: connected });
    await page.playFrom(0);
    expect(calls).toEqual(['stop clip', 'mute', 'play 0']);
    end(null);
    expect(calls.at(-1)).toBe('unmute');
  });

  it('leaves a microphone muted that was', async () => {
    page.store.setState(({ microphone }) => ({
      connection: connected,
      microphone: { ...microphone, muted: true },
    }));
    await page.playFrom(0);
    end(null);
    expect(calls).toEqual(['stop clip', 'play 0']);
  });

  it('says why it cannot go on', async () => {
    await page.playFrom(0);
    end(new Error('gone'));
    expect(calls.at(-1)).toBe('device-audio: Error: gone');
    expect(page.store.getState().replaying).toBe(false);
  });

  it('makes room when the assistant speaks, moves with a choice, and ends with the session', async () => {
    const actions = {
      playFrom: vi.fn<(atMs?: number) => Promise<void>>(async () => {}),
      pausePlaying: vi.fn<() => void>(),
    };
    followPlaying(page, actions);
    page.store.setState({ replaying: true });
    page.cursor.choose({ atMs: 700 }, 'waveform');
    expect(actions.playFrom).toHaveBeenCalledWith(700);
    page.store.setState({ phase: 'speaking' });
    expect(actions.pausePlaying).toHaveBeenCalledTimes(1);
    page.store.setState({ talking: true });
    expect(actions.pausePlaying).toHaveBeenCalledTimes(2);
  });
});

describe('Stepping', () => {
  it('goes event by event, and stops at both ends', () => {
    page.cursor.choose({ atMs: 150 }, 'waveform');
    page.step('event', 1);
    expect(page.cursor.chosen).toEqual({ atMs: 200, rowSeq: 1 });
    page.step('event', 1);
    page.step('event', 1);
    expect(page.cursor.chosen).toEqual({ atMs: 3000, rowSeq: 2 });
    for (let i = 0; i < 5; i += 1) page.step('event', -1);
    expect(page.cursor.chosen).toEqual({ atMs: 100, rowSeq: 0 });
  });

  it('goes turn by turn', () => {
    const turns = [1000, 2000, 5000].map((sent, i) => testTurn(i + 1, { moments: { sent } }));
    page.store.setState({ turns });
    page.cursor.choose({ atMs: 1500 }, 'waveform');
    page.step('turn', 1);
    page.step('turn', 1);
    expect(page.cursor.chosen).toEqual({ atMs: 5000, turnId: 'turn_3' });
    page.step('turn', -1);
    expect(page.cursor.chosen).toEqual({ atMs: 2000, turnId: 'turn_2' });
  });
});
