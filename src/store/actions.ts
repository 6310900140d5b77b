/** What a person can do, as the panels call it. Implemented once, in `app`; panels get it from a React context. */

import type { StereoSpan } from '../engine/engine-client.ts';
import type { LogEvent } from '../engine/engine.messages.ts';
import type { LiveSession } from '../lib/watch-messages.ts';
import type { InterruptReason, SessionSettings } from '../session/types.ts';
import type { AudioProcessing } from './console-store.ts';
import type { Followed } from './followed.ts';
import type { CallsActions } from './calls-actions.ts';
import type { PhoneActions } from './phone-actions.ts';
import type { LibraryActions } from './library-actions.ts';
import type { ExportActions } from './export-actions.ts';
import type { RecordingsActions } from './recordings-actions.ts';

export interface ConsoleActions {
  /** Must be called from a gesture: it unlocks audio. Resolves when connecting has begun or failed; never rejects. */
  connect(): Promise<void>;
  /** A new session in place of the running one, with what is asked now. Like `connect` in all else. */
  reconnect(): Promise<void>;
  disconnect(): void;
  /** Shows a session file in place of whatever is shown. A running session is ended. */
  openRecording(file: Blob, name: string): void;
  /** Shows a session of the relay as it goes. A running session is ended. */
  watch(session: LiveSession, withSound: boolean): void;
  /** Tells the relay's live sessions now and with every change. The returned function stops. */
  followLiveSessions(this: void, listener: (sessions: Followed<LiveSession>) => void): () => void;
  /** Closes what was opened or watched. */
  backToLive(): void;
  /** The next session asks for what the shown one asked for. */
  takeShownSettings(): void;
  exports: ExportActions;
  setMuted(muted: boolean): void;
  selectMicrophone(deviceId: string): Promise<void>;
  selectSpeaker(deviceId: string): Promise<void>;
  setAudioProcessing(patch: Partial<AudioProcessing>): Promise<void>;
  /** 0…1 */
  setVolume(volume: number): void;
  /** For the next connection; what the upstream does not offer falls back to its defaults. */
  chooseUpstream(id: string): void;
  updateSettings(patch: Partial<SessionSettings>): void;
  sendText(text: string): void;
  /** Silences the assistant; on a telephone call that is shown, its agent, but for `escape`. */
  interrupt(reason: InterruptReason): void;
  pushToTalk(down: boolean): void;
  deleteItem(itemId: string): void;
  /** Plays both voices, one on each side, from a session time on; without one from where it was, or was chosen. */
  playFrom(atMs?: number): Promise<void>;
  pausePlaying(): void;
  /** Samples of both sides as they were heard between two session times, PCM16 at 24 kHz; at most a minute. */
  readSpan(fromMs: number, toMs: number): Promise<StereoSpan>;
  /** Chooses the next or the last event or turn: the time line goes there. */
  step(by: 'event' | 'turn', direction: 1 | -1): void;
  /** Plays an item's recorded audio on its own, or stops it when it is the one playing. */
  togglePlayItem(itemId: string): Promise<void>;
  /** Events inside a row of the log. `whole` asks for the exact wire text, base64 included. */
  readEvents(
    rowSeq: number,
    from: number,
    limit: number,
    whole?: boolean,
  ): Promise<{ events: LogEvent[]; total: number }>;
  library: LibraryActions;
  calls: CallsActions;
  phone: PhoneActions;
  recordings: RecordingsActions;
  /** The event log shows only what belongs to a turn, or everything again. */
  showTurnEvents(turnId: string | null): void;
  /** Sends a client event as somebody wrote it: the text of a JSON object. Its id, or null when no session could take it now. */
  sendEvent(text: string): Promise<string | null>;
  dismissNotice(id: string): void;
  /** Gives the relay its access token and, when it is the right one, reads the configuration. Never rejects: the store says how it went. */
  grantAccess(token: string): Promise<void>;
  /** Reads `/api/console` again after it failed. */
  reloadConfig(): Promise<void>;
}
