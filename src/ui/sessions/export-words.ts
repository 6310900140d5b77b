/** What can be taken out of a session, in words. Pure. */

import type { ExportFormat, ExportWish } from '../../engine/export/export.messages.ts';

export interface FormatWords {
  format: ExportFormat;
  label: string;
  /** What will be in it, in a sentence. */
  what: string;
}

const TRANSCRIPT = 'Who said what and when';

export const FORMATS: readonly FormatWords[] = [
  {
    format: 'session',
    label: 'Session file',
    what: 'Everything: all events with their sound, and where playback was. Sidetone opens it again, and any text tool.',
  },
  {
    format: 'redacted',
    label: 'Session file for a bug report',
    what: 'The same events and times, without what you take out of it.',
  },
  {
    format: 'stereo',
    label: 'Sound of both voices',
    what: 'A stereo WAV of the whole session as it was heard: you on the left, the assistant on the right.',
  },
  {
    format: 'messages',
    label: 'Sound of each message',
    what: 'A ZIP with a WAV for each message, heard or not.',
  },
  {
    format: 'markdown',
    label: 'Transcript, Markdown',
    what: `${TRANSCRIPT}, tools too. Words that nobody heard are struck through.`,
  },
  {
    format: 'text',
    label: 'Transcript, plain text',
    what: `${TRANSCRIPT}, tools too. Words that nobody heard stand in brackets.`,
  },
  {
    format: 'srt',
    label: 'Subtitles, SRT',
    what: 'What was heard, timed to the sound of both voices. Words that nobody heard are left out.',
  },
  {
    format: 'vtt',
    label: 'Subtitles, WebVTT',
    what: 'The same, for web players.',
  },
];

/** What a redacted file will have and lack; null when nothing is taken out, which is not what it is for. */
export function redactionWords({ audio, text }: ExportWish['redaction']): string | null {
  if (audio && text) {
    return 'Stays: kinds of events, ids, times, sizes, settings by name, tokens, errors by code. Goes: all sound, all words, names and values that are not in a list of harmless ones.';
  }
  if (audio) return 'Stays: all words, instructions and tools. Goes: all sound; its length stays.';
  if (text) {
    return 'Stays: all sound, so what was said can still be listened to. Goes: transcripts, instructions, tools and all other words.';
  }
  return null;
}
