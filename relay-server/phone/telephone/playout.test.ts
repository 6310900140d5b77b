/** What Twilio's documentation says of media, mark and clear. */

import { describe, expect, it } from 'vitest';
import { Playout } from './playout.ts';

function setUp() {
  const marks: string[] = [];
  const playout = new Playout((name) => marks.push(name));
  return { marks, playout };
}

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);

describe('play-out', () => {
  it('plays media in order, whatever its pieces, and silence where there is none', () => {
    const { playout } = setUp();
    playout.media(bytes(100, 1));
    playout.media(bytes(100, 2));
    const first = playout.frame();
    expect([...first]).toEqual([...bytes(100, 1), ...bytes(60, 2)]);
    expect([...playout.frame()]).toEqual([...bytes(40, 2), ...bytes(120, 0xff)]);
    expect([...playout.frame()]).toEqual([...bytes(160, 0xff)]);
    expect(playout.playedBytes).toBe(200);
  });

  it('reports a mark when all before it has been heard, not when it has only been begun', () => {
    const { playout, marks } = setUp();
    playout.media(bytes(320, 1));
    playout.mark('half');
    playout.media(bytes(160, 1));
    playout.mark('end');
    playout.frame();
    playout.frame();
    expect(marks).toEqual([]);
    playout.frame();
    expect(marks).toEqual(['half']);
    playout.frame();
    expect(marks).toEqual(['half', 'end']);
  });

  it('reports a mark at once when nothing is to be heard before it', () => {
    const { playout, marks } = setUp();
    playout.mark('nothing');
    expect(marks).toEqual(['nothing']);
  });

  it('is silent from the next frame on after clear, and gives all marks back at once', () => {
    const { playout, marks } = setUp();
    playout.media(bytes(480, 1));
    playout.mark('a');
    playout.media(bytes(480, 1));
    playout.mark('b');
    playout.frame();
    expect(playout.queuedBytes).toBe(800);
    playout.clear();
    expect(marks).toEqual(['a', 'b']);
    expect(playout.queuedBytes).toBe(0);
    expect(playout.playedBytes).toBe(160);
    expect([...playout.frame()]).toEqual([...bytes(160, 0xff)]);
  });
});
