/** A past session for tests. */

import type { LibrarySession, LibraryState } from '../../engine/library/library.messages.ts';

export function librarySession(patch: Partial<LibrarySession> = {}): LibrarySession {
  return {
    id: 'a',
    startedAtEpochMs: new Date(2026, 4, 4, 10, 32).getTime(),
    title: '',
    about: '',
    model: 'gpt-realtime',
    upstream: 'OpenAI',
    recordedBy: 'console',
    imported: false,
    bytes: 1_200_000,
    durationMs: 252_000,
    turns: 3,
    costUsd: 0.0312,
    state: 'ended',
    kept: false,
    damage: null,
    ...patch,
  };
}

export function libraryOf(...sessions: LibrarySession[]): LibraryState {
  const usedBytes = sessions.reduce((sum, { bytes }) => sum + bytes, 0);
  return { status: 'ready', sessions, usedBytes, limitBytes: 1_000_000_000 };
}
