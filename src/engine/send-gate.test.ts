import { describe, expect, it } from 'vitest';
import { SendGate } from './send-gate.ts';

function gateWith(buffered: { bytes: number }) {
  const sent: number[] = [];
  const dropped: number[] = [];
  const gate = new SendGate({
    bufferedBytes: () => buffered.bytes,
    send: (frame) => sent.push(frame.capturedAtMs),
    drop: (frame) => dropped.push(frame.capturedAtMs),
  });
  const push = (capturedAtMs: number) => gate.push({ pcm16: new Int16Array(480), capturedAtMs });
  return { gate, push, sent, dropped };
}

describe('SendGate', () => {
  it('passes frames straight on while the socket keeps up', () => {
    const { push, sent, dropped } = gateWith({ bytes: 0 });
    for (let i = 0; i < 5; i += 1) push(i);
    expect(sent).toEqual([0, 1, 2, 3, 4]);
    expect(dropped).toEqual([]);
  });

  it('drops the oldest unsent frame when a backed-up socket lasts longer than a second, and keeps order', () => {
    const buffered = { bytes: 1_000_000 };
    const { push, sent, dropped } = gateWith(buffered);
    for (let i = 0; i < 60; i += 1) push(i);
    expect(sent).toEqual([]);
    expect(dropped).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    buffered.bytes = 0;
    push(60);
    expect(sent).toEqual(Array.from({ length: 51 }, (_, i) => i + 10));
  });

  it('lets go of what waits, in order, however backed up the socket is', () => {
    const { gate, push, sent, dropped } = gateWith({ bytes: 1_000_000 });
    push(1);
    push(2);
    gate.release();
    gate.clear();
    expect([sent, dropped]).toEqual([[1, 2], []]);
  });

  it('counts what waits as dropped when the connection ends', () => {
    const { gate, push, dropped } = gateWith({ bytes: 1_000_000 });
    push(1);
    push(2);
    gate.clear();
    expect(dropped).toEqual([1, 2]);
  });
});
