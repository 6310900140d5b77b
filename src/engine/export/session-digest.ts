/** What is compared of a session: plain facts that cross threads. */

import type { Turn } from '../../session/turns.ts';
import type { Item, SessionSettings, TokenUsage } from '../../session/types.ts';
import type { WholeConversation } from './read-conversation.ts';
import { whenText } from './when-text.ts';

export interface SessionDigest {
  title: string;
  startedAtEpochMs: number;
  lengthMs: number;
  upstream: string;
  model: string;
  /** What was in force in the end, as far as its server said, else what was asked for. */
  settings: SessionSettings;
  /** Whether the file says where playback was. */
  heard: 'reported' | 'assumed';
  turns: Turn[];
  items: Item[];
  usage: TokenUsage;
  /** In words; null = the file is whole. */
  damage: string | null;
}

export function digestOf({ header, session, damage }: WholeConversation, name: string): SessionDigest {
  const { asked, accepted } = session.settings;
  return {
    title: header.title ?? (name === '' ? `Session of ${whenText(header.startedAt)}` : name),
    startedAtEpochMs: Date.parse(header.startedAt),
    lengthMs: session.nowMs(),
    upstream: header.upstream,
    model: header.model,
    settings: { ...asked, ...accepted },
    heard: header.recordedBy === 'watcher' ? 'assumed' : 'reported',
    turns: session.turns,
    items: session.items,
    usage: session.usage,
    damage: damage && `Its file is damaged in line ${damage.line}: ${damage.reason}.`,
  };
}
