/**
 * The playback worklet as the conversation core sees it: an `AudioOutput`. Owns the message port, remembers each item's last known
 * position, and answers a flush even when the worklet does not (a suspended context renders nothing and so reports nothing).
 */

import type { PlaybackCommand, PlaybackReport } from '../audio/worklets/playback.messages.ts';
import type { Scope } from '../lib/scope.ts';
import type { AudioOutput, FlushedItem } from '../session/ports.ts';

/** Far beyond a quantum, short enough that the truncation still means something. */
const FLUSH_TIMEOUT_MS = 250;

export class PlaybackLink implements AudioOutput {
  readonly #scope: Scope;
  readonly #onReport: (report: PlaybackReport) => void;
  readonly #waiting = new Map<number, (items: FlushedItem[]) => void>();
  /** Played samples by item, in play-out order, of items not yet ended. */
  readonly #known = new Map<string, number>();
  #port: MessagePort | null = null;
  #release = () => {};
  #lastToken = 0;

  constructor(scope: Scope, onReport: (report: PlaybackReport) => void) {
    this.#scope = scope;
    this.#onReport = onReport;
  }

  /** Takes over a new graph's port; what was queued in the old one is gone with it. */
  attach(port: MessagePort): void {
    this.#release();
    this.#port = port;
    const stop = this.#scope.listen<MessageEvent<PlaybackReport>>(port, 'message', (event) =>
      this.#receive(event.data),
    );
    this.#release = this.#scope.add(() => {
      stop();
      port.close();
    });
    port.start();
  }

  enqueue(itemId: string, pcm16: Int16Array<ArrayBuffer>): void {
    if (!this.#known.has(itemId)) this.#known.set(itemId, 0);
    this.#post({ kind: 'enqueue', itemId, pcm16: pcm16.buffer }, [pcm16.buffer]);
  }

  end(itemId: string): void {
    this.#post({ kind: 'end', itemId });
  }

  flush(): Promise<FlushedItem[]> {
    const token = (this.#lastToken += 1);
    this.#post({ kind: 'flush', token });
    return new Promise((resolve) => {
      const cancel = this.#scope.after(FLUSH_TIMEOUT_MS, () => this.#answer(token, this.#lastKnown()));
      this.#waiting.set(token, (items) => {
        cancel();
        resolve(items);
      });
    });
  }

  #lastKnown(): FlushedItem[] {
    return [...this.#known].map(([itemId, playedSamples]) => ({ itemId, playedSamples }));
  }

  #answer(token: number, items: FlushedItem[]): void {
    const answer = this.#waiting.get(token);
    this.#waiting.delete(token);
    if (!answer) return;
    for (const item of items) this.#known.delete(item.itemId);
    answer(items);
  }

  #receive(report: PlaybackReport): void {
    if (report.kind === 'position' && this.#known.has(report.itemId)) {
      this.#known.set(report.itemId, report.playedSamples);
    } else if (report.kind === 'ended') {
      this.#known.delete(report.itemId);
    }
    this.#onReport(report);
    if (report.kind === 'flushed') this.#answer(report.token, report.items);
  }

  #post(command: PlaybackCommand, transfer: ArrayBuffer[] = []): void {
    this.#port?.postMessage(command, transfer);
  }
}
