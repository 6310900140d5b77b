import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlayOut } from './play-out.ts';
import type { PlaybackFact } from './recorded-notes.ts';

const MS = 24;

function make() {
  const facts: PlaybackFact[] = [];
  const clock = { atMs: 0 };
  const output = new PlayOut(
    () => clock.atMs,
    (fact) => facts.push(fact),
  );
  return {
    facts,
    receive: (atMs: number, itemId: string, ms: number) => {
      clock.atMs = atMs;
      output.enqueue(itemId, new Int16Array(ms * MS));
    },
    end: (atMs: number, itemId: string) => {
      clock.atMs = atMs;
      output.end(itemId);
    },
    until: (atMs: number) => {
      clock.atMs = atMs;
      output.advance();
    },
    silence: () => output.silence(),
  };
}

describe('Playback that nobody reports', () => {
  it('begins with the first audio and goes on in real time', () => {
    const play = make();
    play.receive(1000, 'a', 500);
    play.end(1000, 'a');
    play.until(1200);
    play.until(1600);
    expect(play.facts).toEqual([
      { kind: 'started', itemId: 'a', atSample: 0, atMs: 1000 },
      { kind: 'position', itemId: 'a', playedSamples: 200 * MS },
      { kind: 'ended', itemId: 'a', playedSamples: 500 * MS },
    ]);
  });

  it('plays one answer behind the other, the second from where the first ended', () => {
    const play = make();
    play.receive(0, 'a', 300);
    play.end(0, 'a');
    play.receive(0, 'b', 300);
    play.until(400);
    expect(play.facts).toContainEqual({ kind: 'started', itemId: 'b', atSample: 0, atMs: 300 });
    expect(play.facts.at(-1)).toEqual({ kind: 'position', itemId: 'b', playedSamples: 100 * MS });
  });

  it('waits where the audio has run dry, and begins again with the next', () => {
    const play = make();
    play.receive(0, 'a', 100);
    play.receive(500, 'a', 100);
    play.until(550);
    expect(play.facts.filter(({ kind }) => kind === 'started')).toEqual([
      { kind: 'started', itemId: 'a', atSample: 0, atMs: 0 },
      { kind: 'started', itemId: 'a', atSample: 100 * MS, atMs: 500 },
    ]);
    expect(play.facts.at(-1)).toEqual({ kind: 'position', itemId: 'a', playedSamples: 150 * MS });
  });

  it('stops where it is', () => {
    const play = make();
    play.receive(0, 'a', 500);
    play.until(123);
    play.silence();
    expect(play.facts.at(-1)).toEqual({ kind: 'stopped', itemId: 'a', playedSamples: 123 * MS });
    play.until(400);
    expect(play.facts.at(-1)?.kind).toBe('stopped');
  });

  it('never plays more than has come, nor more than time has passed, in whatever rhythm it comes', () => {
    const steps = fc.array(fc.record({ waitMs: fc.nat(400), ms: fc.nat(300) }), { maxLength: 30 });
    fc.assert(
      fc.property(steps, (arrivals) => {
        const play = make();
        let atMs = 0;
        let received = 0;
        for (const { waitMs, ms } of arrivals) {
          atMs += waitMs;
          play.receive(atMs, 'a', ms);
          received += ms * MS;
          const played = Math.max(
            0,
            ...play.facts.map((fact) => ('playedSamples' in fact ? fact.playedSamples : 0)),
          );
          expect(played).toBeLessThanOrEqual(received);
          expect(played).toBeLessThanOrEqual(atMs * MS);
        }
        play.until(atMs + received / MS + 1);
        play.end(atMs + received / MS + 1, 'a');
        const last = play.facts.at(-1);
        if (received > 0) expect(last).toMatchObject({ kind: 'ended', playedSamples: received });
      }),
    );
  });
});
