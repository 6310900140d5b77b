/**
 * Playing the session on the screen from any moment, both voices in stereo, and stepping through it. Owns what plays. A conversation that
 * goes on meanwhile has the right of way: the microphone is muted while it plays, and the assistant's voice pauses it.
 */

import type { AudioGraph } from '../audio/audio-graph.ts';
import type { Playing } from '../audio/stereo-player.ts';
import type { EngineClient } from '../engine/engine-client.ts';
import { Scope } from '../lib/scope.ts';
import type { ConsoleActions } from '../store/actions.ts';
import { canConverse } from '../store/connection.ts';
import type { ConsoleState, ConsoleStore } from '../store/console-store.ts';
import type { LogMirror } from '../store/log-mirror.ts';
import type { TimeCursor } from '../store/time-cursor.ts';
import type { TimelineModel } from '../store/timeline-model.ts';
import { momentsOf } from '../store/turn-figures.ts';

export interface PlayerDeps {
  store: ConsoleStore;
  graph: Pick<AudioGraph, 'unlock' | 'playRecording'>;
  engine: Pick<EngineClient, 'readSpan'>;
  timeline: TimelineModel;
  log: LogMirror;
  cursor: TimeCursor;
}

interface PlayerHelpers {
  /** Stops an item that is played on its own. */
  stopClip: () => void;
  report: (key: string, error: unknown) => void;
  setMuted: (muted: boolean) => void;
}

/** The play head moves this often: every picture of most screens. */
const TICK_MS = 16;
/** A press at the very end begins again. */
const END_MS = 100;

export function createPlayerActions(
  deps: PlayerDeps,
  { stopClip, report, setMuted }: PlayerHelpers,
): Pick<ConsoleActions, 'playFrom' | 'pausePlaying' | 'step'> {
  const { store, graph, engine, timeline, log, cursor } = deps;
  let playing: Playing | null = null;
  let ticks: Scope | null = null;
  let wishes = 0;
  /** We muted it, and shall give it back. */
  let hasMuted = false;

  const ended = () => {
    ticks?.dispose();
    ticks = null;
    playing = null;
    if (hasMuted) setMuted(false);
    hasMuted = false;
    store.setState({ replaying: false });
  };

  const pausePlaying = () => {
    wishes += 1;
    const atMs = playing?.positionMs() ?? null;
    playing?.stop();
    if (atMs !== null) cursor.play(atMs);
  };

  const startAt = (): number => {
    const atMs = cursor.playheadMs ?? cursor.chosen?.atMs ?? 0;
    return atMs >= timeline.endMs - END_MS ? 0 : Math.max(0, atMs);
  };

  return {
    async playFrom(atMs = startAt()) {
      stopClip();
      pausePlaying();
      const wish = wishes;
      // First, and without waiting: a browser lets sound begin only inside the gesture.
      const unlocked = graph.unlock();
      try {
        await unlocked;
        if (wish !== wishes) return;
        if (canConverse(store.getState().connection) && !store.getState().microphone.muted) {
          hasMuted = true;
          setMuted(true);
        }
        const source = {
          read: async (fromMs: number, toMs: number) => {
            const { you, assistant } = await engine.readSpan(fromMs, toMs);
            return { left: you, right: assistant };
          },
          endMs: () => timeline.endMs,
          isGrowing: () => grows(store.getState()),
        };
        const scope = new Scope();
        const now = graph.playRecording(atMs, source, (error) => {
          if (playing !== now) return;
          cursor.play(now.positionMs());
          ended();
          if (error !== null) report('device-audio', error);
        });
        playing = now;
        ticks = scope;
        scope.every(TICK_MS, () => cursor.play(now.positionMs()));
        cursor.play(atMs);
        store.setState({ replaying: true });
      } catch (error) {
        report('device-audio', error);
      }
    },

    pausePlaying,

    step(by, direction) {
      const fromMs = cursor.playheadMs ?? cursor.chosen?.atMs ?? (direction > 0 ? -1 : timeline.nowMs());
      if (by === 'event') {
        const at = cursor.chosen?.rowSeq ?? log.seqAt(fromMs) + (direction > 0 ? 0 : 1);
        const seq = at + direction;
        if (seq >= 0 && seq < log.length) cursor.choose({ atMs: log.atMs(seq), rowSeq: seq }, 'keys');
        return;
      }
      const starts = store.getState().turns.flatMap((turn) => {
        const atMs = momentsOf(turn)[0]?.atMs;
        return atMs === undefined ? [] : [{ atMs, turnId: turn.id }];
      });
      const next =
        direction > 0
          ? starts.find(({ atMs }) => atMs > fromMs + 1)
          : starts.findLast(({ atMs }) => atMs < fromMs - 1);
      if (next) cursor.choose(next, 'keys');
    },
  };
}

/** Somebody else's conversation, which goes on. */
function grows({ shown }: ConsoleState): boolean {
  return (shown.kind === 'watched' || shown.kind === 'call') && shown.state === 'watching';
}

/** A choice moves what plays there; the assistant's own voice, and another session, end it. The returned function stops. */
export function followPlaying(
  { store, cursor }: Pick<PlayerDeps, 'store' | 'cursor'>,
  actions: Pick<ConsoleActions, 'playFrom' | 'pausePlaying'>,
): () => void {
  const stops = [
    cursor.onChoice((moment, source) => {
      if (source === 'player') return;
      if (moment !== null && store.getState().replaying) void actions.playFrom(moment.atMs);
      // From where it was chosen, not from where it stood.
      else cursor.play(null);
    }),
    store.subscribe((state, before) => {
      if (!state.replaying) return;
      const speaks = state.phase === 'speaking' && before.phase !== 'speaking' && state.shown.kind === 'live';
      if (speaks || state.talking || state.shown.kind !== before.shown.kind) actions.pausePlaying();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
