import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileHeader, type FileLine, fileLine, headerLine } from './session-file.ts';
import { SessionReader } from './session-reader.ts';

const header: FileHeader = {
  sidetone: 1,
  startedAt: '2026-05-04T10:00:00.000Z',
  sampleRateHz: 24_000,
  upstream: 'Emulator',
  model: 'gpt-realtime',
  recordedBy: 'console',
};

const times = fc.integer({ min: 0, max: 3_600_000_000 }).map((us) => us / 1000);
const events = fc.dictionary(fc.string(), fc.jsonValue());
const lines: fc.Arbitrary<FileLine> = fc.oneof(
  fc.record({
    t: times,
    dir: fc.constantFrom('client' as const, 'server' as const, 'note' as const),
    // Pretty-printed, as some servers send it: line breaks outside of strings.
    text: fc
      .tuple(events, fc.constantFrom(undefined, 2))
      .map(([event, space]) => JSON.stringify(event, null, space)),
    event: fc.constant(true),
  }),
  fc.record({ t: times, dir: fc.constant('server' as const), text: fc.string(), event: fc.constant(false) }),
  fc.record({
    t: times,
    dir: fc.constant('client' as const),
    at: times,
    text: events.map((e) => JSON.stringify(e)),
    event: fc.constant(true),
  }),
);

function readIn(pieces: string[]) {
  const reader = new SessionReader();
  const read = pieces.flatMap((piece) => reader.push(piece));
  return { read: [...read, ...reader.finish()], reader };
}

/** As it reads back: an event's line breaks are white space. */
function flat(line: FileLine): FileLine {
  return line.event ? { ...line, text: line.text.replace(/[\r\n]+/g, ' ') } : line;
}

describe('The session file', () => {
  it('gives back every event exactly, however the file is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(lines), fc.array(fc.nat()), (written, cuts) => {
        const file = headerLine(header) + written.map(fileLine).join('');
        const places = cuts.map((cut) => cut % (file.length + 1)).toSorted((a, b) => a - b);
        const pieces = [...places, file.length].map((end, i) => file.slice(places[i - 1] ?? 0, end));
        const { read, reader } = readIn(pieces);
        expect(read).toEqual(written.map(flat));
        expect(reader.header).toEqual(header);
        expect(reader.damage).toBeNull();
      }),
    );
  });

  it('cut off anywhere opens up to the damage and says where it is', () => {
    fc.assert(
      fc.property(
        fc.array(lines, { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (written, share) => {
          const head = headerLine(header);
          const body = written.map(fileLine);
          const file = head + body.join('');
          const end = head.length + Math.floor(share * (file.length - head.length));
          const { read, reader } = readIn([file.slice(0, end)]);
          let whole = 0;
          // A line that lacks only its end is whole.
          for (let at = head.length; whole < body.length; whole += 1) {
            at += body[whole]?.length ?? 0;
            if (at - 1 > end) break;
          }
          expect(read).toEqual(written.slice(0, whole).map(flat));
          const start = head.length + body.slice(0, whole).join('').length;
          if (end > start) expect(reader.damage?.line).toBe(whole + 2);
          else expect(reader.damage).toBeNull();
        },
      ),
    );
  });

  it('reads lines of other writers, whose fields stand in another order', () => {
    const foreign = '{"event":{"type":"x"},"dir":"server","t":1}\r\n';
    expect(readIn([headerLine(header), foreign]).read).toEqual([
      { t: 1, dir: 'server', text: '{"type":"x"}', event: true },
    ]);
  });

  it.each([
    ['{"t":1,"dir":"server"}', 'a line without an event'],
    ['{"t":1,"dir":"up","event":{}}', 'a line without a direction'],
    ['{"dir":"server","event":{}}', 'a line without a time'],
    ['[1]', 'a line that is no JSON object'],
  ])('stops at %s', (bad, reason) => {
    const good = fileLine({ t: 1, dir: 'server', text: '{}', event: true });
    const { read, reader } = readIn([headerLine(header), good, `${bad}\n`, good]);
    expect(read).toHaveLength(1);
    expect(reader.damage).toEqual({ line: 3, reason });
  });

  it('says in words that it is empty, of another kind or from a newer version', () => {
    expect(() => readIn([''])).toThrow('The file is empty.');
    expect(() => readIn(['RIFF....WAVEfmt \n'])).toThrow('This is no session file');
    expect(() => readIn([headerLine({ ...header, sidetone: 7 })])).toThrow(
      'written by a newer Sidetone (format 7',
    );
  });

  it('does not fill the memory with a file that has no lines', () => {
    const reader = new SessionReader();
    reader.push(headerLine(header));
    const piece = 'x'.repeat(4 * 1024 * 1024);
    for (let i = 0; i < 10; i += 1) reader.push(piece);
    expect(reader.damage).toEqual({ line: 2, reason: 'a line is longer than any event' });
  });
});
