/** A conversation as a list of who said what and when: what documents and subtitles are made of. */

export type Speaker = 'you' | 'assistant' | 'system' | 'tool' | 'note';

/** In the order of the conversation, which need not be that of the times. */
export interface TranscriptEntry {
  speaker: Speaker;
  /** Session time. For speech and answers: when they sounded. */
  startMs: number;
  /** Not before `startMs`; equal where nothing sounded. */
  endMs: number;
  /** All words. */
  text: string;
  /** The beginning of `text` that was heard, or read. */
  heardText: string;
  /** Somebody cut it off: the rest of `text` was never heard. */
  interrupted: boolean;
}

export interface TranscriptInfo {
  title: string;
  /** Of when, by whom: short facts for the line under the title. */
  facts: readonly string[];
}

export const SPEAKER_NAMES: Record<Speaker, string> = {
  you: 'You',
  assistant: 'Assistant',
  system: 'System',
  tool: 'Tool',
  note: 'Note',
};

/** What nobody heard of it: the end of the text, without the white space before it. */
export function unheardText({ text, heardText }: TranscriptEntry): string {
  return text.slice(heardText.length).trim();
}

/** Session time to the tenth, for reading: `0:03.2`, `1:02:03.4`. */
export function readableTime(timeMs: number): string {
  const tenths = Math.floor(Math.max(0, timeMs) / 100);
  const [hours, minutes, seconds] = [
    Math.floor(tenths / 36_000),
    Math.floor(tenths / 600) % 60,
    Math.floor(tenths / 10) % 60,
  ];
  const tail = `${String(seconds).padStart(2, '0')}.${tenths % 10}`;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}
