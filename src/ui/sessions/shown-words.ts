/** A recorded or watched session in words. Pure. */

import type { ShownSession } from '../../engine/engine.messages.ts';
import { dateWords } from '../../store/session-title.ts';
import { callBadge, otherEndWords } from '../calls/call-words.ts';
import { clockWords } from '../status/connection-words.ts';

export interface ShownWords {
  badge: string;
  /** It still goes on. */
  running: boolean;
  /** What it is, in a line. */
  what: string;
  /** What went wrong; null = nothing. */
  trouble: string | null;
  /** What is to be known about it; null = nothing. */
  note: string | null;
}

export function shownWords(shown: Exclude<ShownSession, { kind: 'live' }>): ShownWords {
  switch (shown.kind) {
    case 'recorded':
      return recordedWords(shown);
    case 'watched':
      return watchedWords(shown);
    case 'call':
      return callWords(shown);
  }
}

function recordedWords(shown: Extract<ShownSession, { kind: 'recorded' }>): ShownWords {
  const { title, startedAtEpochMs, lengthMs, upstream, model, progress, damage, redacted, heard } = shown;
  const isOpening = progress !== null;
  const notes = [
    redacted.length > 0 ? redactedWords(redacted) : null,
    heard === 'assumed' && !isOpening
      ? 'Where playback was is not recorded: answers are shown as if played as they came.'
      : null,
  ].filter((note) => note !== null);
  return {
    badge: isOpening ? `Opening ${Math.round(progress * 100)} %` : 'Recorded',
    running: isOpening,
    what: line(title, dateWords(startedAtEpochMs), clockWords(lengthMs), upstream, model),
    trouble: damage,
    note: notes.length > 0 ? notes.join(' ') : null,
  };
}

function redactedWords(redacted: readonly ('audio' | 'text')[]): string {
  const parts = redacted.map((part) => (part === 'audio' ? 'sound' : 'words'));
  const silence = redacted.includes('audio') ? ' Silence of the same length stands for the sound.' : '';
  return `Without its ${parts.join(' and ')}: taken out before it was given away.${silence}`;
}

const WATCH_BADGES = { connecting: 'Connecting', watching: 'Watching', ended: 'Watched', failed: 'Watched' };

function watchedWords(shown: Extract<ShownSession, { kind: 'watched' }>): ShownWords {
  const { session, state, withSound, lostFrames, words } = shown;
  const missing =
    lostFrames > 0
      ? `${lostFrames.toLocaleString('en')} earlier or missed ${lostFrames === 1 ? 'event is' : 'events are'} not shown.`
      : null;
  return {
    badge: WATCH_BADGES[state],
    running: state === 'watching' || state === 'connecting',
    what: line(
      session.client,
      session.upstream,
      session.model,
      withSound ? null : 'without sound',
      'read only',
    ),
    trouble: state === 'failed' ? words : null,
    note: [state === 'failed' ? null : words, missing].filter((part) => part !== null).join(' ') || null,
  };
}

function callWords(shown: Extract<ShownSession, { kind: 'call' }>): ShownWords {
  const { call, state, lostLines, words } = shown;
  const missing =
    lostLines > 0
      ? `Not shown: ${lostLines.toLocaleString('en')} ${lostLines === 1 ? 'line' : 'lines'} of sound from before you came, or missed on a slow line.`
      : null;
  const running = state === 'watching' || state === 'connecting';
  const isTrouble = state === 'failed' || running;
  return {
    badge: callBadge(shown),
    running,
    what:
      call === null
        ? 'The telephone is connected…'
        : line(
            otherEndWords(call),
            call.takenOverBy === null ? null : `taken over by ${call.takenOverBy}`,
            call.upstream,
            call.model,
          ),
    trouble: isTrouble ? words : null,
    note: [isTrouble ? null : words, missing].filter((part) => part !== null).join(' ') || null,
  };
}

function line(...words: (string | null)[]): string {
  return words.filter((word) => word !== null && word !== '').join(' · ');
}
