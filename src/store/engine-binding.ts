/**
 * Applies the engine's batches to the page's state: facts into the store, rows into the log mirror, sound into the time line. The one
 * binding between engine and page; called once per animation frame at most, and makes at most one store update.
 */

import type { EngineBatch } from '../engine/engine.messages.ts';
import type { Turn } from '../session/turns.ts';
import type { Notice, SettingsState } from '../session/types.ts';
import { awaitsUpstream, upstreamSettings } from './chosen-upstream.ts';
import { type ConsoleState, type ConsoleStore, NO_USAGE } from './console-store.ts';
import type { LogMirror } from './log-mirror.ts';
import type { TimeCursor } from './time-cursor.ts';
import type { TimelineModel } from './timeline-model.ts';

export interface PageState {
  store: ConsoleStore;
  log: LogMirror;
  timeline: TimelineModel;
  cursor: TimeCursor;
}

export function applyBatch({ store, log, timeline, cursor }: PageState, batch: EngineBatch): void {
  if (batch.reset) {
    log.reset();
    timeline.reset();
    cursor.reset();
  }
  if (batch.log) log.apply(batch.log);
  if (batch.timeline) timeline.apply(batch.timeline);
  if (batch.turns) timeline.setTools(batch.turns.flatMap(({ tools }) => tools));
  const state = store.getState();
  const patch: Partial<ConsoleState> = {};
  if (batch.reset) {
    patch.items = {};
    patch.order = [];
    patch.usage = NO_USAGE;
    patch.turns = [];
    patch.logTurnId = null;
    patch.counters = { underruns: 0, droppedFrames: 0, lateSamples: 0 };
    // What the engine said about the former session; notices of the page's own devices stay.
    patch.notices = state.notices.filter((notice) => notice.key.startsWith('device-'));
  }
  if (batch.connection) patch.connection = batch.connection;
  if (batch.phase) patch.phase = batch.phase;
  if (batch.shown) patch.shown = batch.shown;
  if ((patch.shown ?? state.shown).kind === 'live') Object.assign(patch, ownSettings(state, batch));
  else if (batch.settings) {
    patch.settings = batch.settings;
    patch.ownSettings = state.ownSettings ?? notInForce(state.settings);
  }
  if (batch.usage) patch.usage = batch.usage;
  if (batch.turns) patch.turns = withTurns(patch.turns ?? state.turns, batch.turns);
  if (batch.counters) patch.counters = batch.counters;
  if (batch.items) {
    const items = { ...(patch.items ?? state.items) };
    for (const item of batch.items.upserts) items[item.id] = item;
    for (const itemId of batch.items.removed) delete items[itemId];
    patch.items = items;
    const { removed, order: tail } = batch.items;
    const held = patch.order ?? state.order;
    const order = removed.length > 0 ? held.filter((itemId) => !removed.includes(itemId)) : held;
    patch.order = tail === null ? order : [...order.slice(0, tail.from), ...tail.ids];
  }
  if (batch.notices || batch.clearedNotices) {
    patch.notices = mergeNotices(
      patch.notices ?? state.notices,
      batch.notices ?? [],
      batch.clearedNotices ?? [],
    );
  }
  if (Object.keys(patch).length > 0) store.setState(patch);
}

/** Settings of the session that is held here, or will be. */
function ownSettings(state: ConsoleState, batch: EngineBatch): Partial<ConsoleState> {
  const held = state.ownSettings ?? state.settings;
  const settings = batch.settings ? withChosen(state, batch.settings) : held;
  // Nobody answers for what is in force any more; what was asked stays for the next session.
  const isOver = batch.connection && batch.connection.status !== 'connected';
  const next = isOver ? notInForce(settings) : settings;
  return next === state.settings ? {} : { settings: next, ownSettings: null };
}

function notInForce({ asked }: SettingsState): SettingsState {
  return { asked, accepted: null, pending: [], refused: {}, voiceLocked: false };
}

/** The engine knows nothing of what is chosen for an upstream that its session does not have. */
function withChosen(state: ConsoleState, told: SettingsState): SettingsState {
  if (!awaitsUpstream(state)) return told;
  return { ...told, asked: { ...told.asked, ...upstreamSettings(state.settings.asked) } };
}

function withTurns(current: Turn[], changed: Turn[]): Turn[] {
  const turns = new Map(current.map((turn) => [turn.id, turn]));
  for (const turn of changed) turns.set(turn.id, turn);
  return [...turns.values()];
}

/** A notice with the key of an earlier one takes its place; the list never grows past a screenful. */
export function mergeNotices(current: Notice[], added: Notice[], clearedKeys: string[]): Notice[] {
  let notices = current.filter((notice) => !clearedKeys.includes(notice.key));
  for (const notice of added) {
    notices = [...notices.filter((other) => other.key !== notice.key), notice];
  }
  return notices.slice(-MOST_NOTICES);
}

const MOST_NOTICES = 6;
