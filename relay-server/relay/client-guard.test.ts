/** What a client may send, and what it is told when it sends something else. */

import { describe, expect, it } from 'vitest';
import { ClientGuard } from './client-guard.ts';
import { Frame } from './frame.ts';

const BOUNDS = { maxEventBytes: 2 ** 20, maxJsonDepth: 8, maxRefusedInARow: 3 };
const event = Frame.ofText('{"type":"response.create"}');

describe('a guard of what clients send', () => {
  it.each([
    ['binary', new Frame(Buffer.from('{}'), true), 'invalid_event'],
    ['no JSON', Frame.ofText('hello'), 'invalid_json'],
    ['an array', Frame.ofText('[{"type":"response.create"}]'), 'invalid_json'],
    ['half an event', Frame.ofText('{"type":"respon'), 'invalid_json'],
    ['two events', Frame.ofText('{"type":"a"}{"type":"b"}'), 'invalid_json'],
    ['too deep', Frame.ofText(`{"a":${'['.repeat(9)}${']'.repeat(9)}}`), 'invalid_json'],
    ['too large', Frame.ofText(`{"audio":"${'A'.repeat(2 ** 20)}"}`), 'event_too_large'],
  ])('refuses what is %s, with its code and words', (_what, frame, code) => {
    const complaint = new ClientGuard(BOUNDS).judge(frame);
    expect(complaint?.code).toBe(code);
    expect(complaint?.message).toMatch(/^[A-Z].*\. \S.*\.$/);
  });

  it('lets an event pass', () => {
    expect(new ClientGuard(BOUNDS).judge(event)).toBeNull();
  });

  it('has had enough after as many bad frames in a row as are allowed, and a good one makes it forget', () => {
    const guard = new ClientGuard(BOUNDS);
    const bad = Frame.ofText('x');
    guard.judge(bad);
    guard.judge(bad);
    guard.judge(event);
    guard.judge(bad);
    guard.judge(bad);
    expect(guard.hasHadEnough).toBe(false);
    guard.judge(bad);
    expect(guard.hasHadEnough).toBe(true);
  });
});
