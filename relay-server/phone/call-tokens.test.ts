import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { CallTokens } from './call-tokens.ts';

const FROM = { number: '+4930123', direction: 'inbound' } as const;

describe('tokens of calls', () => {
  it('are good once, and differ', () => {
    const tokens = new CallTokens(new FakeClock());
    const token = tokens.issue('CA1', FROM);
    expect(tokens.issue('CA2', FROM)).not.toBe(token);
    expect(tokens.redeem(token, 'CA1')).toEqual(FROM);
    expect(tokens.redeem(token, 'CA1')).toBeNull();
  });

  it('are good for their own call alone, and are spent when shown with another', () => {
    const tokens = new CallTokens(new FakeClock());
    const token = tokens.issue('CA1', FROM);
    expect(tokens.redeem(token, 'CA2')).toBeNull();
    expect(tokens.redeem(token, 'CA1')).toBeNull();
  });

  it('replace the one that the call had before', () => {
    const tokens = new CallTokens(new FakeClock());
    const first = tokens.issue('CA1', FROM);
    const second = tokens.issue('CA1', FROM);
    expect(tokens.redeem(first, 'CA1')).toBeNull();
    expect(tokens.redeem(second, 'CA1')).toEqual(FROM);
  });

  it('are good for two minutes', () => {
    const clock = new FakeClock();
    const tokens = new CallTokens(clock);
    const [early, late] = [tokens.issue('CA1', FROM), tokens.issue('CA2', FROM)];
    clock.advance(120_000);
    expect(tokens.redeem(early, 'CA1')).toEqual(FROM);
    clock.advance(1);
    expect(tokens.redeem(late, 'CA2')).toBeNull();
  });

  it('that were never shown take up no room once they are worth nothing', () => {
    const clock = new FakeClock();
    const tokens = new CallTokens(clock);
    tokens.issue('CA1', FROM);
    expect(tokens.outstanding).toBe(1);
    clock.advance(120_001);
    expect(tokens.outstanding).toBe(0);
  });

  it('are never more than a bound: the oldest goes', () => {
    const tokens = new CallTokens(new FakeClock());
    const first = tokens.issue('CA0', FROM);
    const others = Array.from({ length: 1000 }, (_, n) => tokens.issue(`CA${n + 1}`, FROM));
    expect(tokens.outstanding).toBe(1000);
    expect(tokens.redeem(first, 'CA0')).toBeNull();
    expect(tokens.redeem(others[0] ?? '', 'CA1')).toEqual(FROM);
  });
});
