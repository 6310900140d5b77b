import { describe, expect, it } from 'vitest';
import { Scope } from './scope.ts';
import { FakeClock } from './testing/fake-clock.ts';

describe('Scope', () => {
  it('disposes last in first out, once', () => {
    const order: string[] = [];
    const scope = new Scope();
    scope.add(() => order.push('first'));
    scope.add(() => order.push('second'));
    scope.dispose();
    scope.dispose();
    expect(order).toEqual(['second', 'first']);
  });

  it('disposes at once what is added too late', () => {
    const scope = new Scope();
    scope.dispose();
    let disposed = false;
    scope.add(() => {
      disposed = true;
    });
    expect(disposed).toBe(true);
  });

  it('ends a child with its parent, and forgets a child that ended before', () => {
    const parent = new Scope();
    const ended: string[] = [];
    const early = parent.child();
    early.add(() => ended.push('early'));
    const late = parent.child();
    late.add(() => ended.push('late'));
    early.dispose();
    expect(ended).toEqual(['early']);
    parent.dispose();
    expect(ended).toEqual(['early', 'late']);
    expect(late.disposed).toBe(true);
  });

  it('runs no timer after its end, and leaves none behind', () => {
    const clock = new FakeClock();
    const scope = new Scope(clock);
    let ran = 0;
    scope.after(10, () => (ran += 1));
    scope.every(10, () => (ran += 1));
    clock.advance(25);
    expect(ran).toBe(3);
    scope.dispose();
    clock.advance(100);
    expect(ran).toBe(3);
    expect(clock.pending).toBe(0);
  });

  it('stops a repeated timer from inside its own callback', () => {
    const clock = new FakeClock();
    const scope = new Scope(clock);
    let ran = 0;
    const stop = scope.every(10, () => {
      ran += 1;
      if (ran === 2) stop();
    });
    clock.advance(100);
    expect(ran).toBe(2);
    expect(clock.pending).toBe(0);
  });

  it('stops listening when it ends', () => {
    const target = new EventTarget();
    const scope = new Scope();
    let heard = 0;
    scope.listen(target, 'ping', () => (heard += 1));
    target.dispatchEvent(new Event('ping'));
    scope.dispose();
    target.dispatchEvent(new Event('ping'));
    expect(heard).toBe(1);
  });
});
