/**
 * The page's facts: serialisable, small, one vanilla zustand store. Levels, waveforms and log rows stay outside, in
 * `timeline-model.ts` and `log-mirror.ts`, which tell their own listeners.
 */

import { createStore } from 'zustand/vanilla';
import type { ConnectionState, EngineBatch, ShownSession } from '../engine/engine.messages.ts';
import type { LibraryState } from '../engine/library/library.messages.ts';
import type { BudgetReport } from '../lib/budget-report.ts';
import type { ConsoleConfig } from '../lib/console-config.ts';
import type { Turn } from '../session/turns.ts';
import type { Item, Notice, Phase, SettingsState, TokenUsage, ToolDefinition } from '../session/types.ts';

export interface DeviceChoice {
  deviceId: string;
  label: string;
}

export interface AudioProcessing {
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGainControl: boolean;
}

export interface MicrophoneState {
  /** `off` = not asked for or released. */
  status: 'off' | 'starting' | 'live' | 'denied' | 'missing' | 'failed';
  muted: boolean;
  devices: DeviceChoice[];
  /** '' = the system's default. */
  deviceId: string;
  processing: AudioProcessing;
}

interface SpeakerState {
  /** False where the browser cannot choose an output. */
  selectable: boolean;
  devices: DeviceChoice[];
  deviceId: string;
  volume: number;
}

/** Whether the relay serves this browser. It is taken for granted until the relay asks for its token. */
type AccessState =
  | { status: 'granted' }
  /** `problem` is why the token that was given last did not serve, in words. */
  | { status: 'needed'; problem: string | null };

export interface ConsoleState {
  access: AccessState;
  config: ConsoleConfig | null;
  /** Upstream that the next connection goes to; '' or one that is not there = the default. */
  upstreamId: string;
  /** Upstream of the running session, and of the last; '' before there was one. */
  runningUpstreamId: string;
  /** Our name for the last connection, by which its relay and its model know it too; '' before there was one. */
  requestId: string;
  /** Why the configuration could not be read, in words. */
  configError: string | null;
  /** Whose session is on the screen. */
  shown: ShownSession;
  connection: ConnectionState;
  phase: Phase;
  microphone: MicrophoneState;
  speaker: SpeakerState;
  settings: SettingsState;
  /** What the person asks for, while the settings of another session are shown; null = `settings` are theirs. */
  ownSettings: SettingsState | null;
  items: Record<string, Item>;
  order: string[];
  notices: Notice[];
  usage: TokenUsage;
  /** Tools that a telephone call can offer; empty until the relay has told. */
  callTools: readonly ToolDefinition[];
  /** This is no session's state but what telephone calls begin with. */
  isForNewCalls: boolean;
  /** Past sessions, kept in this browser. */
  library: LibraryState;
  /** In the order in which they began. */
  turns: Turn[];
  /** What the relay lets this client have, and when it said so; null before it did. */
  budget: { report: BudgetReport; atEpochMs: number } | null;
  counters: NonNullable<EngineBatch['counters']>;
  /** The button or Space is held. */
  talking: boolean;
  /** The session is being played from some moment on. */
  replaying: boolean;
  /** The one turn that the event log shows; null = all. */
  logTurnId: string | null;
  /** Item whose recorded audio is being played back on demand. */
  playingItemId: string | null;
}

export type ConsoleStore = ReturnType<typeof createConsoleStore>;

export const NO_USAGE: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cachedTokens: 0,
  responses: 0,
};

export function createConsoleStore(initial: Pick<ConsoleState, 'settings' | 'microphone' | 'speaker'>) {
  return createStore<ConsoleState>()(() => ({
    access: { status: 'granted' },
    config: null,
    upstreamId: '',
    runningUpstreamId: '',
    requestId: '',
    configError: null,
    shown: { kind: 'live' },
    ownSettings: null,
    connection: { status: 'idle' },
    phase: 'idle',
    items: {},
    order: [],
    notices: [],
    usage: NO_USAGE,
    callTools: [],
    isForNewCalls: false,
    library: { status: 'opening' },
    turns: [],
    budget: null,
    counters: { underruns: 0, droppedFrames: 0, lateSamples: 0 },
    talking: false,
    replaying: false,
    logTurnId: null,
    playingItemId: null,
    ...initial,
  }));
}
