import { describe, expect, it } from 'vitest';
import { FrameScheduler } from './frame-scheduler.ts';

function handDriven() {
  const waiting = new Set<(frameMs: number) => void>();
  const scheduler = new FrameScheduler({
    request(callback) {
      waiting.add(callback);
      return () => waiting.delete(callback);
    },
  });
  const frame = (frameMs = 0) => {
    const callbacks = [...waiting];
    waiting.clear();
    for (const callback of callbacks) callback(frameMs);
  };
  return { scheduler, frame, waiting };
}

describe('FrameScheduler', () => {
  it('draws a new painter once and then stops while nothing asks for more', () => {
    const { scheduler, frame, waiting } = handDriven();
    let drawn = 0;
    scheduler.add(() => {
      drawn += 1;
      return false;
    });
    frame();
    frame();
    expect(drawn).toBe(1);
    expect(waiting.size).toBe(0);
    expect(scheduler.running).toBe(false);
  });

  it('goes on while a painter returns true, and orders one frame for all', () => {
    const { scheduler, frame, waiting } = handDriven();
    const times: number[] = [];
    let more = true;
    scheduler.add((frameMs) => {
      times.push(frameMs);
      return more;
    });
    scheduler.add(() => true);
    expect(waiting.size).toBe(1);
    frame(1);
    expect(waiting.size).toBe(1);
    more = false;
    frame(2);
    frame(3);
    expect(times).toEqual([1, 2]);
  });

  it('draws again after being invalidated, also from within its own frame', () => {
    const { scheduler, frame } = handDriven();
    let drawn = 0;
    const handle = scheduler.add(() => {
      drawn += 1;
      if (drawn === 1) handle.invalidate();
      return false;
    });
    frame();
    frame();
    frame();
    expect(drawn).toBe(2);
    handle.invalidate();
    handle.invalidate();
    frame();
    expect(drawn).toBe(3);
  });

  it('forgets a disposed painter and cancels the frame that was only for it', () => {
    const { scheduler, frame, waiting } = handDriven();
    let drawn = 0;
    const handle = scheduler.add(() => {
      drawn += 1;
      return true;
    });
    handle.dispose();
    expect(waiting.size).toBe(0);
    handle.invalidate();
    frame();
    expect(drawn).toBe(0);
  });

  it('keeps drawing the others after one painter has thrown', () => {
    const { scheduler, frame } = handDriven();
    let drawn = 0;
    scheduler.add(() => {
      throw new Error('no canvas');
    });
    scheduler.add(() => {
      drawn += 1;
      return true;
    });
    expect(() => frame()).toThrow('no canvas');
    frame();
    expect(drawn).toBe(1);
  });
});
