/** What a session tells, gathered; and the same of one that is read back from its file. */

import { expect } from 'vitest';
import { fromSession } from '../../protocol/realtime/session-body.ts';
import { SessionReader } from '../../recording/session-reader.ts';
import { ObservedSession } from '../observed/observed-session.ts';
import { UNKNOWN_SETTINGS } from '../observed/unknown-settings.ts';
import type { SessionEvents } from '../session-events.ts';
import type { Turn } from '../turns.ts';
import type { Item, Mark, SettingsState, TokenUsage } from '../types.ts';

export interface Told {
  items: Item[];
  turns: Turn[];
  usage: TokenUsage;
  settings: SettingsState;
  marks: Mark[];
  interruptions: SessionEvents['conversation.interrupted'][];
  events: [direction: string, atMs: number, text: string][];
}

type Source = Pick<ObservedSession, 'on' | 'items' | 'turns' | 'usage' | 'settings'>;

export function listenTo(session: Source): () => Told {
  const marks: Mark[] = [];
  const interruptions: Told['interruptions'] = [];
  const events: Told['events'] = [];
  session.on('mark', (mark) => marks.push(mark));
  session.on('conversation.interrupted', (interruption) => interruptions.push(interruption));
  session.on('realtime.event', ({ direction, atMs, text }) => events.push([direction, atMs, text]));
  return () => {
    const { items, turns, usage, settings } = session;
    return { items, turns, usage, settings, marks, interruptions, events };
  };
}

/** What a session file tells that is whole. */
export function readBack(file: string): Told {
  const reader = new SessionReader();
  const lines = [...reader.push(file), ...reader.finish()];
  expect(reader.damage).toBeNull();
  const { session: asked, model } = reader.header ?? { session: {}, model: '' };
  const session = new ObservedSession({
    settings: { ...UNKNOWN_SETTINGS, ...fromSession(asked), model },
    playback: 'reported',
    onPlayback: () => {},
    onMicrophone: () => {},
  });
  const told = listenTo(session);
  for (const line of lines) {
    if (line.dir === 'server') session.server(line.text, line.t);
    else if (line.dir === 'client') session.client(line.text, line.t, line.at ?? null);
    else session.note(line.text, JSON.parse(line.text) as Record<string, unknown>, line.t);
  }
  return told();
}
