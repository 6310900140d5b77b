/** Sessions of the library in words, and by day. Pure. */

import type { LibrarySession } from '../../engine/library/library.messages.ts';
import { formatBytes } from '../event-log/format.ts';
import { clockWords } from '../status/connection-words.ts';
import { formatUsd } from '../turns/words.ts';

/** `13:05 · 04:12 · 3 turns · $0.031 · 12.3 MB`; what is not known is left out. */
export function figureWords(session: LibrarySession): string {
  const { startedAtEpochMs, durationMs, turns, costUsd, bytes } = session;
  return [
    startedAtEpochMs === 0 ? null : timeWords(startedAtEpochMs),
    durationMs === null ? null : clockWords(durationMs),
    turns === null ? null : turns === 1 ? '1 turn' : `${turns} turns`,
    costUsd === null ? null : formatUsd(costUsd),
    formatBytes(bytes),
  ]
    .filter((word) => word !== null)
    .join(' · ');
}

/** `gpt-realtime · OpenAI · imported`. */
export function sourceWords({ model, upstream, recordedBy, imported }: LibrarySession): string {
  const by = recordedBy === 'console' ? null : recordedBy === 'phone' ? 'a phone call' : 'watched';
  return [model, upstream, by, imported ? 'imported' : null].filter(Boolean).join(' · ');
}

/** What is unusual about it; null = nothing. */
export function stateWords({ state, damage }: LibrarySession): string | null {
  if (state === 'running') return 'Being recorded now.';
  if (state === 'unfinished') return 'It was not closed: its tab was closed or crashed.';
  return damage === null ? null : `It can be read up to ${damage}.`;
}

/** `The last session was not closed: today, 13:05, 04:12 long, 3 turns.` */
export function recoveryWords(session: LibrarySession, nowEpochMs: number): string {
  const { startedAtEpochMs, durationMs, turns } = session;
  const facts = [
    dayWords(startedAtEpochMs, nowEpochMs).replace(/^(Today|Yesterday)$/, (day) => day.toLowerCase()),
    timeWords(startedAtEpochMs),
    durationMs === null ? null : `${clockWords(durationMs)} long`,
    turns === null || turns === 0 ? null : turns === 1 ? '1 turn' : `${turns} turns`,
  ];
  return `The last session was not closed: ${facts.filter((fact) => fact !== null).join(', ')}.`;
}

interface Day {
  words: string;
  sessions: LibrarySession[];
}

/** In their order. */
export function byDay(sessions: readonly LibrarySession[], nowEpochMs: number): Day[] {
  const days: Day[] = [];
  for (const session of sessions) {
    const words = dayWords(session.startedAtEpochMs, nowEpochMs);
    const last = days.at(-1);
    if (last?.words === words) last.sessions.push(session);
    else days.push({ words, sessions: [session] });
  }
  return days;
}

const DAY_MS = 24 * 60 * 60 * 1000;

function dayWords(epochMs: number, nowEpochMs: number): string {
  if (epochMs === 0) return 'Without a date';
  const day = new Date(epochMs).toDateString();
  if (day === new Date(nowEpochMs).toDateString()) return 'Today';
  if (day === new Date(nowEpochMs - DAY_MS).toDateString()) return 'Yesterday';
  return new Date(epochMs).toLocaleDateString([], { dateStyle: 'full' });
}

function timeWords(epochMs: number): string {
  return new Date(epochMs).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
