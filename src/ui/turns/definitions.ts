/** What the words of the turns panel mean: spans of a waterfall, figures, parts of what was heard. Pure. */

import type { Moment } from '../../session/turns.ts';
import type { TurnSpan } from '../../store/turn-figures.ts';

export interface Definition {
  term: string;
  words: string;
}

/** Where a span leads, and what its end is. */
const UNTIL: Record<Moment, Definition> = {
  speechStart: {
    term: 'Until you spoke',
    words: 'Your speech began: the first 5 ms of the microphone’s sound within 30 dB of its loudest.',
  },
  speechEnd: {
    term: 'You spoke',
    words:
      'From the first to the last sound of your speech. The end is the last 5 ms of the microphone’s sound within 30 dB of the loudest of the utterance; with push-to-talk it is the release of the button.',
  },
  sent: { term: 'Until the message was sent', words: 'Your typed message left for the server.' },
  detected: {
    term: 'Until the end was noticed',
    words:
      'The server’s turn detection said that you had stopped. It waits for silence first; the wait is a setting.',
  },
  committed: {
    term: 'Until committed',
    words: 'The server made an item of what you said, or has your typed message.',
  },
  responseCreated: {
    term: 'Until the response began',
    words: 'The model was asked. After a tool the first of the turn’s responses counts.',
  },
  firstText: {
    term: 'Until first text',
    words: 'The first words of the answer, or of its transcript, arrived here.',
  },
  firstAudio: { term: 'Until first audio', words: 'The first sound of the answer arrived here.' },
  audible: {
    term: 'Until audible',
    words:
      'The first sound of the answer at your ear: when the playback clock rendered it, plus the output latency that the browser tells. It waits for the start buffer and the way to the loudspeaker.',
  },
  end: {
    term: 'Until the end',
    words: 'The last of: response done, tools done, answer heard or cut.',
  },
};

const ANSWER: Definition = {
  term: 'Answer',
  words:
    'From the first sound of the answer to the end of the turn: response done, tools done, answer heard or cut.',
};

/** What a span leads to. The way from the first sound to the end is the answer itself. */
export function spanDefinition({ from, to }: Pick<TurnSpan, 'from' | 'to'>): Definition {
  return from === 'audible' && to === 'end' ? ANSWER : UNTIL[to];
}

export const TOOL_WORDS =
  'A tool ran here, from the call’s last argument to its output. Two at once count once in the total.';

export const DEFINITIONS: readonly Definition[] = [
  {
    term: 'Voice to voice',
    words:
      'From the end of your speech to the first sound of the answer, both as one hears them: see “You spoke” and “Until audible” below. Wireless headphones may add more than the browser knows.',
  },
  {
    term: 'p50, p95',
    words:
      'Half of the turns, and 95 of 100, were no slower. Turns that were not spoken or not heard do not count.',
  },
  ...Object.values(UNTIL),
  ANSWER,
  { term: 'Tools', words: TOOL_WORDS },
  {
    term: 'Time to silence',
    words:
      'From the first sound of your speech, or the press of a key, until the output had gone quiet, output latency included.',
  },
  {
    term: 'Received, heard, queued',
    words:
      'Sound of an answer that arrived; that playback rendered; and what lies between the two while nobody has interrupted.',
  },
  {
    term: 'Cut, told, late',
    words:
      'Cut was received and will never be heard. Told is where the server was told to end the answer, so that the model knows what you heard; an answer of which nothing was heard is deleted there. Late came after the interruption and was dropped.',
  },
  {
    term: 'Cost',
    words:
      'Tokens that the service counted, at the rates of the table of prices. Cached tokens are part of the input and cost their own rate. Transcription is billed apart.',
  },
];
