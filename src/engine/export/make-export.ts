/** Makes one file of a session file. */

import { invariant, messageOf } from '../../lib/errors.ts';
import type { FileHeader } from '../../recording/session-file.ts';
import { SessionReader } from '../../recording/session-reader.ts';
import { toSrt, toVtt } from '../../recording/subtitles.ts';
import { toMarkdown, toPlainText } from '../../recording/transcript-documents.ts';
import { readableTime, type TranscriptInfo } from '../../recording/transcript.ts';
import { readLines } from '../read-lines.ts';
import { baseName, exportName } from './export-names.ts';
import { whenText } from './when-text.ts';
import type { ExportCommand, ExportMessage, ExportWish } from './export.messages.ts';
import { readConversation, type WholeConversation } from './read-conversation.ts';
import { redactFile } from './redact-file.ts';
import { digestOf } from './session-digest.ts';
import { transcriptEntries } from './transcript-entries.ts';
import { messageWavs, stereoWav } from './wav-files.ts';

/** Of what takes two passes, the share that reading takes. */
const READING = 0.7;

/** Does what is asked and tells how it goes; never rejects. The last message is the answer. */
export async function handleExport(
  command: ExportCommand,
  post: (message: ExportMessage) => void,
): Promise<void> {
  const tell = (share: number) => post({ kind: 'progress', share });
  try {
    if (command.kind === 'digest') {
      const whole = await readConversation(command.file, tell);
      post({ kind: 'digested', digest: digestOf(whole, command.name) });
      return;
    }
    const { file, wish } = command;
    const fileName = exportName(await headerOf(file), wish.format);
    post({ kind: 'exported', file: await make(file, wish, tell), fileName });
  } catch (error) {
    post({ kind: 'failed', words: messageOf(error) });
  }
}

async function make(
  file: Blob,
  { format, redaction }: ExportWish,
  tell: (share: number) => void,
): Promise<Blob> {
  if (format === 'session') return file;
  if (format === 'redacted') return redactFile(file, redaction, tell);
  const whole = await readConversation(file, (share) => tell(share * READING));
  const tellRest = (share: number) => tell(READING + share * (1 - READING));
  const { session, sound } = whole;
  if (format === 'stereo') return stereoWav(sound, session.nowMs(), tellRest);
  if (format === 'messages') return messageWavs(session.items, sound, baseName(whole.header), tellRest);
  return transcript(whole, format);
}

function transcript(
  { header, session, timeline }: WholeConversation,
  format: 'markdown' | 'text' | 'srt' | 'vtt',
): Blob {
  const { items, turns } = session;
  const segments = timeline.playedBetween(0, Number.POSITIVE_INFINITY);
  const entries = transcriptEntries({ items, turns, segments });
  const when = whenText(header.startedAt);
  const info: TranscriptInfo = {
    title: header.title ?? `Session of ${when}`,
    facts: [when, header.upstream, header.model, readableTime(session.nowMs())].filter((fact) => fact !== ''),
  };
  switch (format) {
    case 'markdown':
      return new Blob([toMarkdown(info, entries)], { type: 'text/markdown' });
    case 'text':
      return new Blob([toPlainText(info, entries)], { type: 'text/plain' });
    case 'srt':
      return new Blob([toSrt(entries)], { type: 'application/x-subrip' });
    case 'vtt':
      return new Blob([toVtt(entries)], { type: 'text/vtt' });
  }
}

/** Throws `SessionFileError`. */
async function headerOf(file: Blob): Promise<FileHeader> {
  const reader = new SessionReader();
  const pieces = readLines(file, reader);
  while (reader.header === null && !(await pieces.next()).done);
  invariant(reader.header, 'a session file without a header was taken; let the reader refuse it');
  return reader.header;
}
