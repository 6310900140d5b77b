import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_LINE_CHARS, toCues } from './cues.ts';
import { toSrt, toVtt } from './subtitles.ts';
import { toMarkdown, toPlainText } from './transcript-documents.ts';
import { readableTime, type TranscriptEntry } from './transcript.ts';

const info = { title: 'Weather', facts: ['4 May 2026, 10:32', 'gpt-realtime'] };

function entry(patch: Partial<TranscriptEntry> = {}): TranscriptEntry {
  const text = patch.text ?? 'How are you?';
  return {
    speaker: 'you',
    startMs: 3210,
    endMs: 4400,
    text,
    heardText: text,
    interrupted: false,
    ...patch,
  };
}

const cutOff = entry({
  speaker: 'assistant',
  startMs: 5000,
  endMs: 6500,
  text: 'It is 21 degrees in Paris.',
  heardText: 'It is 21',
  interrupted: true,
});

const entries: fc.Arbitrary<TranscriptEntry> = fc
  .record({
    speaker: fc.constantFrom('you', 'assistant', 'system', 'tool', 'note'),
    startMs: fc.double({ min: 0, max: 40_000_000, noNaN: true }),
    lengthMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 60_000, noNaN: true })),
    text: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.lorem({ maxCount: 60 })),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ lengthMs, share, ...rest }) => ({
    ...rest,
    endMs: rest.startMs + lengthMs,
    heardText: rest.text.slice(0, Math.round(share * rest.text.length)),
    interrupted: share < 1,
  }));

const words = (text: string) => text.replace(/\s+/g, '');

/** Blocks between empty lines, as players read them. */
function blocks(file: string): string[][] {
  return file
    .trim()
    .split('\n\n')
    .map((block) => block.split('\n'));
}

describe('A transcript', () => {
  it('in Markdown strikes through what nobody heard', () => {
    expect(toMarkdown(info, [entry(), cutOff])).toBe(
      [
        '# Weather\n',
        '4 May 2026, 10:32 · gpt-realtime\n',
        '**You** 0:03.2  \nHow are you?\n',
        '**Assistant** 0:05.0  \nIt is 21 ~~degrees in Paris.~~\n',
      ].join('\n'),
    );
  });

  it('in plain text puts what nobody heard into brackets', () => {
    expect(toPlainText(info, [entry({ text: 'One.\nTwo.' }), cutOff])).toBe(
      [
        'Weather\n4 May 2026, 10:32 · gpt-realtime\n',
        '  0:03.2  You: One.\n          Two.\n',
        '  0:05.0  Assistant: It is 21 [not heard: degrees in Paris.]\n',
      ].join('\n'),
    );
  });

  it('strikes through each paragraph by itself', () => {
    const said = entry({ text: 'One.\n\nTwo.\nThree.', heardText: 'One.' });
    expect(toMarkdown(info, [said])).toContain('One.  \n~~Two.~~  \n~~Three.~~\n');
  });

  it('does not take what was said for marks of Markdown', () => {
    const said = entry({ text: '# 1\n- a *b* <i>c</i> [d](e) `f` ~~g~~\n2. h & i' });
    expect(toMarkdown(info, [said])).toContain(
      '\\# 1  \n\\- a \\*b\\* \\<i\\>c\\</i\\> \\[d\\](e) \\`f\\` \\~\\~g\\~\\~  \n2\\. h \\& i\n',
    );
  });

  it('loses no word in Markdown nor in plain text', () => {
    fc.assert(
      fc.property(fc.array(entries), (all) => {
        const plain = words(toPlainText(info, all));
        const marked = words(toMarkdown(info, all)).replace(/\\(?=[^\w\s])/g, '');
        for (const { heardText } of all) {
          expect(plain).toContain(words(heardText));
          expect(marked).toContain(words(heardText).replace(/\\(?=[^\w\s])/g, ''));
        }
      }),
    );
  });

  it('counts hours', () => {
    expect(readableTime(3_723_450)).toBe('1:02:03.4');
  });
});

describe('Subtitles', () => {
  it('show what was heard when it was heard, and nothing else', () => {
    const call = entry({ speaker: 'tool', text: 'get_weather(city: Paris)' });
    expect(toSrt([entry(), call, cutOff])).toBe(
      '1\n00:00:03,210 --> 00:00:04,400\nYou: How are you?\n\n2\n00:00:05,000 --> 00:00:06,500\nAssistant: It is 21\n',
    );
    expect(toVtt([cutOff])).toBe('WEBVTT\n\n00:00:05.000 --> 00:00:06.500\n<v Assistant>It is 21\n');
  });

  it('of an answer that nobody heard are none', () => {
    expect(toCues([{ ...cutOff, heardText: '' }])).toEqual([]);
  });

  it('do not take what was said for times, tags or entities', () => {
    const said = entry({ text: 'a --> b <b>bold</b> {\\an8} R&D' });
    expect(toVtt([said])).toContain('a --&gt; b &lt;b&gt;bold&lt;/b&gt; {\\an8} R&amp;D');
    const srt = toSrt([said]);
    expect(srt.match(/-->/g)).toHaveLength(1);
    expect(srt).not.toMatch(/<\/?b>|\{\\/);
  });

  it('stay for reading where words were typed', () => {
    const typed = entry({ endMs: 3210 });
    expect(toCues([typed])[0]).toMatchObject({ startMs: 3210, endMs: 4210 });
  });

  it('are in order, in lines that fit, never backwards, and those of one message follow each other', () => {
    fc.assert(
      fc.property(fc.array(entries), (all) => {
        const cues = toCues(all);
        for (const [index, cue] of cues.entries()) {
          expect(cue.endMs).toBeGreaterThanOrEqual(cue.startMs);
          expect(cue.startMs).toBeGreaterThanOrEqual(cues[index - 1]?.startMs ?? 0);
          expect(cue.lines.length).toBeLessThanOrEqual(2);
          for (const line of cue.lines) {
            expect(line.length).toBeLessThanOrEqual(MOST_LINE_CHARS);
            expect(line).toMatch(/^\S(.*\S)?$/s);
          }
        }
        for (const one of all) {
          const own = toCues([one]);
          for (const [index, cue] of own.slice(1).entries()) expect(cue.startMs).toBe(own[index]?.endMs);
          if (own.length > 0) {
            expect(
              own
                .flatMap(({ lines }) => lines)
                .join('')
                .replace(/\s/g, ''),
            ).toBe(words(one.heardText));
          }
        }
      }),
    );
  });

  it('are read back by a player: numbered blocks of times and words', () => {
    fc.assert(
      fc.property(fc.array(entries, { minLength: 1 }), (all) => {
        const cues = toCues(all);
        const srt = cues.length === 0 ? [] : blocks(toSrt(all));
        const [head, ...vtt] = blocks(toVtt(all));
        expect(head).toEqual(['WEBVTT']);
        expect(srt.map(([number]) => Number(number))).toEqual(cues.map((_, index) => index + 1));
        for (const [, times] of srt)
          expect(times).toMatch(/^\d{2,}:\d\d:\d\d,\d{3} --> \d{2,}:\d\d:\d\d,\d{3}$/);
        expect(vtt).toHaveLength(cues.length);
        for (const [times] of vtt)
          expect(times).toMatch(/^\d{2,}:\d\d:\d\d\.\d{3} --> \d{2,}:\d\d:\d\d\.\d{3}$/);
      }),
    );
  });
});
