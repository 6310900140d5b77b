import { act, fireEvent, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stubLayout } from '../../../tests/support/layout.ts';
import { makePage, renderPanel, type TestPage } from '../../../tests/support/panel-page.tsx';
import type { TimelineBatch } from '../../engine/engine.messages.ts';
import { Waveform } from './Waveform.tsx';

function batch(patch: Partial<TimelineBatch> = {}): TimelineBatch {
  return {
    nowMs: 120_000,
    microphone: [{ startBin: 0, bins: new Int8Array(36_000).fill(60) }],
    items: [],
    segments: [],
    arrivals: [],
    marks: [{ kind: 'speech-started', atMs: 1000, label: '', itemId: null }],
    queuedMs: 0,
    ...patch,
  };
}

describe('Waveform', () => {
  let page: TestPage;

  beforeEach(() => {
    stubLayout();
    // jsdom draws nothing; what is drawn was looked at in a browser, its arithmetic is tested in time-view.
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
    page = makePage();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('teaches in one line while there is no sound', async () => {
    await renderPanel(page, <Waveform />);
    expect(screen.getByRole('region', { name: 'Waveform' })).toHaveTextContent(
      'Your voice and the assistant’s are drawn here on one clock. Press Connect.',
    );
    act(() => page.timeline.apply(batch()));
    expect(screen.queryByText(/Press Connect/)).toBeNull();
  });

  it('tells what happened in words, at most once a second', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await renderPanel(page, <Waveform />);
    const image = screen.getByRole('img');
    expect(image).toHaveAccessibleName('No sound yet.');
    act(() => page.timeline.apply(batch()));
    act(() =>
      page.timeline.apply(batch({ marks: [{ kind: 'interrupted', atMs: 12_000, label: '', itemId: null }] })),
    );
    expect(image).toHaveAccessibleName('No sound yet.');
    act(() => {
      vi.advanceTimersByTime(1000);
    });
    expect(image).toHaveAccessibleName('You spoke once, assistant 0 times; last interruption at 0:12.');
  });

  it('goes back with the keys and the wheel, and returns to live', async () => {
    page.timeline.apply(batch());
    await renderPanel(page, <Waveform />);
    const user = userEvent.setup();
    expect(screen.queryByRole('button', { name: 'Live' })).toBeNull();
    act(() => screen.getByRole('slider', { name: 'Time shown' }).focus());
    await user.keyboard('{PageUp}');
    await user.click(screen.getByRole('button', { name: 'Live' }));
    expect(screen.queryByRole('button', { name: 'Live' })).toBeNull();
    const canvas = document.querySelector('canvas');
    if (!canvas) throw new Error('a canvas was expected');
    fireEvent.wheel(canvas, { deltaY: -200 });
    expect(screen.getByRole('button', { name: 'Live' })).toBeVisible();
    fireEvent.wheel(canvas, { deltaY: 5000 });
    expect(screen.queryByRole('button', { name: 'Live' })).toBeNull();
    act(() => screen.getByRole('slider').focus());
    await user.keyboard('{Home}');
    expect(screen.getByRole('button', { name: 'Live' })).toBeVisible();
    await user.keyboard('{End}');
    expect(screen.queryByRole('button', { name: 'Live' })).toBeNull();
  });

  it('leaves keys alone that are not its own', async () => {
    await renderPanel(page, <Waveform />);
    const slider = screen.getByRole('slider');
    expect(fireEvent.keyDown(slider, { key: ' ' })).toBe(true);
    expect(fireEvent.keyDown(slider, { key: '+', ctrlKey: true })).toBe(true);
    expect(fireEvent.keyDown(slider, { key: '+' })).toBe(false);
  });

  it('draws through the shared frames, and not at all while nothing moves', async () => {
    const frames = stubFrames();
    const pen = stubPen();
    await renderPanel(page, <Waveform />);
    frames.run();
    expect(frames.waiting()).toBe(0);
    pen.calls.length = 0;
    act(() => page.timeline.apply(batch({ marks: [] })));
    frames.run();
    expect(pen.calls).toContain('fillRect');
    pen.calls.length = 0;
    page.clock.at += 10_000;
    frames.run();
    frames.run();
    expect(frames.waiting()).toBe(0);
  });

  it('writes `cut` at an interruption and hatches what was never heard', async () => {
    const frames = stubFrames();
    const pen = stubPen();
    page.timeline.apply(
      batch({
        items: [{ itemId: 'a', run: { startBin: 0, bins: new Int8Array(1500).fill(60) } }],
        segments: [{ id: 1, itemId: 'a', startMs: 110_000, fromSample: 0, lengthSamples: 24_000 }],
      }),
    );
    await renderPanel(page, <Waveform />);
    frames.run();
    expect(pen.words).not.toContain('cut');
    act(() =>
      page.timeline.apply(
        batch({ marks: [{ kind: 'interrupted', atMs: 111_000, label: 'by speech', itemId: 'a' }] }),
      ),
    );
    pen.calls.length = 0;
    frames.run();
    expect(pen.words).toContain('cut');
    expect(pen.calls).toContain('createPattern');
  });

  it('leaves out a word that would run into the one before it', async () => {
    const frames = stubFrames();
    const pen = stubPen();
    const cutAt = (atMs: number) => ({ kind: 'interrupted', atMs, label: '', itemId: 'a' }) as const;
    const errorAt = (atMs: number) => ({ kind: 'error', atMs, label: '', itemId: null }) as const;
    await renderPanel(page, <Waveform />);
    act(() =>
      page.timeline.apply(
        batch({ marks: [cutAt(111_000), errorAt(111_000), cutAt(111_400), cutAt(115_000)] }),
      ),
    );
    pen.words.length = 0;
    frames.run();
    expect(pen.words.filter((word) => word === 'cut' || word === 'error')).toEqual(['cut', 'error', 'cut']);
  });

  it('names the mark under the pointer, and goes silent when the pointer leaves', async () => {
    const frames = stubFrames();
    stubPen();
    page.timeline.apply(
      batch({ marks: [{ kind: 'interrupted', atMs: 120_000, label: 'by speech', itemId: null }] }),
    );
    await renderPanel(page, <Waveform />);
    const canvas = document.querySelector('canvas');
    if (!canvas) throw new Error('a canvas was expected');
    const playhead = 800 - 800 / 6;
    const move = new MouseEvent('pointermove', { bubbles: true });
    Object.defineProperty(move, 'offsetX', { value: Math.round(playhead) + 2 });
    fireEvent(canvas, move);
    frames.run();
    expect(screen.getByText(/Interrupted: by speech/)).toHaveTextContent('120.000 s Interrupted: by speech');
    fireEvent(canvas, new MouseEvent('pointerleave'));
    frames.run();
    expect(screen.getByText(/Interrupted: by speech/)).not.toBeVisible();
  });
});

/** Animation frames run by hand. */
function stubFrames() {
  let waiting: FrameRequestCallback[] = [];
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => waiting.push(callback));
  vi.stubGlobal('cancelAnimationFrame', () => {
    waiting = [];
  });
  return {
    waiting: () => waiting.length,
    run: () => {
      const due = waiting;
      waiting = [];
      for (const callback of due) callback(0);
    },
  };
}

/** A canvas context that notes what it is asked to do and draws nothing. */
function stubPen() {
  const calls: string[] = [];
  const words: string[] = [];
  vi.stubGlobal('DOMMatrix', function DOMMatrix() {});
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation(function (this: HTMLCanvasElement) {
    const note = (name: string) => (first: unknown) => {
      calls.push(name);
      if (name === 'fillText') words.push(String(first));
      return name === 'createPattern' ? { setTransform: () => {} } : undefined;
    };
    const target: Record<string, unknown> = { canvas: this };
    const pen = new Proxy(target, { get: (held, name) => held[String(name)] ?? note(String(name)) });
    return pen as never;
  });
  return { calls, words };
}
