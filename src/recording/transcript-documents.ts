/**
 * A transcript to read: Markdown, where words that nobody heard are struck through, and plain text, where they stand in brackets. Nothing
 * is left out.
 */

import {
  readableTime,
  SPEAKER_NAMES,
  type TranscriptEntry,
  type TranscriptInfo,
  unheardText,
} from './transcript.ts';

export function toMarkdown({ title, facts }: TranscriptInfo, entries: readonly TranscriptEntry[]): string {
  const head = [`# ${escapeMarkdown(title)}`, escapeMarkdown(facts.join(' · '))].filter(
    (line) => line !== '',
  );
  const body = entries.map((entry) => {
    const heard = paragraphs(entry.heardText).map(escapeMarkdown);
    // A mark that strikes through ends with its paragraph, and does not touch white space.
    const cut = paragraphs(unheardText(entry)).map((line) => `~~${escapeMarkdown(line)}~~`);
    return `**${SPEAKER_NAMES[entry.speaker]}** ${readableTime(entry.startMs)}  \n${joined(entry, heard, cut).join('  \n')}`;
  });
  return `${[...head, ...body].join('\n\n')}\n`;
}

export function toPlainText({ title, facts }: TranscriptInfo, entries: readonly TranscriptEntry[]): string {
  const head = [title, facts.join(' · ')].filter((line) => line !== '').join('\n');
  const body = entries.map((entry) => {
    const cut = paragraphs(unheardText(entry));
    const words = joined(
      entry,
      paragraphs(entry.heardText),
      cut.length === 0 ? [] : [`[not heard: ${cut.join(' ')}]`],
    );
    // Further lines stand under the first, so that no line of a message looks like the beginning of another.
    return `${readableTime(entry.startMs).padStart(8)}  ${SPEAKER_NAMES[entry.speaker]}: ${words.join(`\n${' '.repeat(10)}`)}`;
  });
  return `${[head, ...body].join('\n\n')}\n`;
}

/** What was heard and what was not, in one line where the words are of one. */
function joined({ text, heardText }: TranscriptEntry, heard: string[], cut: string[]): string[] {
  const last = heard.at(-1);
  const [first, ...rest] = cut;
  if (last === undefined || first === undefined) return [...heard, ...cut];
  const gap = /^\s*/.exec(text.slice(heardText.length))?.[0] ?? '';
  const isBroken = /[\r\n]/.test(gap + (/\s*$/.exec(heardText)?.[0] ?? ''));
  return isBroken ? [...heard, ...cut] : [...heard.slice(0, -1), `${last} ${first}`, ...rest];
}

/** Lines that say something, trimmed. */
function paragraphs(text: string): string[] {
  return text
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** What would be taken for a mark, wherever it stands; and at the beginning of a line what would make it a list or a heading. */
function escapeMarkdown(line: string): string {
  return line
    .replace(/[\\`*_~[\]<>&|#]/g, '\\$&')
    .replace(/^([-+=])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}
