/**
 * A session file on the screen: read piece by piece through the same core as a live session, without holding up the worker, and shown as far
 * as it is whole. Owns its reading; read only.
 */

import type { Scope } from '../lib/scope.ts';
import type { FileHeader, FileLine } from '../recording/session-file.ts';
import { SessionReader } from '../recording/session-reader.ts';
import type { ObservedSession } from '../session/observed/observed-session.ts';
import type { Batcher } from './batcher.ts';
import type { ShownSession } from './engine.messages.ts';
import { observeFile, tellLine } from './observe-file.ts';
import { readLines } from './read-lines.ts';
import { SessionView } from './session-view.ts';

/** Other work gets its turn this often. */
const SLICE_MS = 12;

export interface OpenedRecordingDeps {
  file: Blob;
  /** File name; the header's own title goes first. */
  name: string;
  batcher: Batcher;
  scope: Scope;
  nowMs: () => number;
}

export class OpenedRecording {
  readonly view: SessionView;
  readonly queuedMs = 0;
  readonly #deps: OpenedRecordingDeps;
  readonly #reader = new SessionReader();
  #session: ObservedSession | null = null;
  #epochMs = 0;

  constructor(deps: OpenedRecordingDeps) {
    this.#deps = deps;
    const nowMs = () => this.nowMs();
    this.view = new SessionView({ batcher: deps.batcher, epochMs: () => this.#epochMs + nowMs(), nowMs });
  }

  /** How far it has been read; its length in the end. */
  nowMs(): number {
    return this.#session?.nowMs() ?? 0;
  }

  readRecording(): Promise<Blob> {
    return Promise.resolve(this.#deps.file);
  }

  /** Reads it all. Throws `SessionFileError` when it cannot be opened at all. Ends early when the scope does. */
  async open(): Promise<void> {
    const { file, scope } = this.#deps;
    for await (const { lines, share } of readLines(file, this.#reader)) {
      // Another session may have taken its place while the disk was read.
      if (scope.disposed) return;
      await this.#read(lines, share);
    }
    const session = this.#session;
    if (session === null || scope.disposed) return;
    session.end(session.nowMs());
    const label = this.#reader.damage === null ? 'Disconnected' : 'The file is damaged from here on';
    this.view.mark({ kind: 'disconnected', atMs: session.nowMs(), label, itemId: null });
    this.view.seal();
    this.#tell(null);
  }

  async #read(lines: readonly FileLine[], progress: number | null): Promise<void> {
    const { header } = this.#reader;
    if (header === null) return;
    const session = (this.#session ??= this.#begin(header));
    // With its settings, which are none of the person's.
    this.#tell(progress);
    let sliceEndMs = this.#deps.nowMs() + SLICE_MS;
    for (const line of lines) {
      tellLine(session, line);
      if (this.#deps.nowMs() < sliceEndMs) continue;
      this.#tell(progress);
      await this.#pause();
      if (this.#deps.scope.disposed) return;
      sliceEndMs = this.#deps.nowMs() + SLICE_MS;
    }
  }

  #begin(header: FileHeader): ObservedSession {
    this.#epochMs = Date.parse(header.startedAt);
    const session = observeFile(header, {
      onPlayback: (fact) => this.view.playback(fact),
      onMicrophone: (pcm16, capturedAtMs) => {
        this.view.microphone(pcm16, capturedAtMs);
        this.view.sound.microphone(pcm16, capturedAtMs);
      },
    });
    const { batcher } = this.#deps;
    this.view.follow((name, listener) => void session.on(name, listener));
    const tellCounters = () => batcher.set({ counters: { ...session.counters, droppedFrames: 0 } });
    session.on('usage', tellCounters);
    session.on('conversation.interrupted', tellCounters);
    batcher.set({ settings: session.settings });
    return session;
  }

  #pause(): Promise<void> {
    const { scope } = this.#deps;
    return new Promise((resolve) => {
      // A session that is closed meanwhile is read no further.
      const release = scope.add(resolve);
      scope.after(0, release);
    });
  }

  #tell(progress: number | null): void {
    const { header, damage } = this.#reader;
    if (header === null) return;
    const shown: ShownSession = {
      kind: 'recorded',
      title: header.title ?? this.#deps.name,
      startedAtEpochMs: this.#epochMs,
      lengthMs: this.nowMs(),
      upstream: header.upstream,
      model: header.model,
      heard: header.recordedBy === 'watcher' ? 'assumed' : 'reported',
      redacted: header.redacted ?? [],
      isCall: header.recordedBy === 'phone',
      progress: progress === null ? null : Math.min(1, progress),
      damage:
        damage &&
        `The file is damaged in line ${damage.line}: ${damage.reason}. What comes before it is shown.`,
    };
    this.#deps.batcher.set({ shown });
  }
}
