/**
 * What the relay counts, for Prometheus. Takes part in every session as a tap that adds plain numbers; nothing is made of them until
 * somebody asks. Labels are few and bounded: a client's own words (a model that no upstream lists) never become one.
 */

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from '../../src/lib/clock.ts';
import type { Frame } from '../relay/frame.ts';
import type { Member, RelayPart, RelayedSession } from '../relay/part.ts';
import { processMetrics } from './process-metrics.ts';

/** From a local server's handshake to one that is about to be given up. */
const CONNECT_BUCKETS_S = [0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 10];
/** Around what a person feels: 0.3 s is quick, 0.8 s is slow. */
const ANSWER_BUCKETS_S = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 4, 8];

export class RelayMetrics implements RelayPart {
  readonly #registry = new Registry();
  readonly #clock: Clock;
  readonly #frames = { up: 0, down: 0 };
  readonly #bytes = { up: 0, down: 0 };
  readonly #started: Counter<'upstream' | 'dialect'>;
  readonly #live: Gauge<'upstream' | 'dialect'>;
  readonly #closes: Counter<'code' | 'failure'>;
  readonly #refusals: Counter<'code'>;
  readonly #connect: Histogram<'upstream'>;
  readonly #answer: Histogram<'upstream'>;
  readonly #seconds: Counter<'upstream'>;
  /** Of sessions that have ended, by label. */
  readonly #spentUsd = new Map<string, number>();
  readonly #spending = new Set<Spending>();

  constructor(clock: Clock) {
    this.#clock = clock;
    const registers = [this.#registry];
    const sessionLabels = { labelNames: ['upstream', 'dialect'] as const, registers };
    this.#started = new Counter({
      name: 'sidetone_sessions_total',
      help: 'Sessions that began.',
      ...sessionLabels,
    });
    this.#live = new Gauge({ name: 'sidetone_sessions', help: 'Sessions that are live.', ...sessionLabels });
    this.#closes = new Counter({
      name: 'sidetone_closes_total',
      help: 'Sessions that ended, by the close code of the client’s side and the failure, if one ended it.',
      labelNames: ['code', 'failure'],
      registers,
    });
    this.#refusals = new Counter({
      name: 'sidetone_refusals_total',
      help: 'Clients that were not let in, by the reason.',
      labelNames: ['code'],
      registers,
    });
    this.#connect = new Histogram({
      name: 'sidetone_upstream_connect_seconds',
      help: 'From the client’s connection to the upstream’s.',
      labelNames: ['upstream'],
      buckets: CONNECT_BUCKETS_S,
      registers,
    });
    this.#answer = new Histogram({
      name: 'sidetone_first_audio_seconds',
      help: 'From the end of speech, or from response.create, to the first audio of the answer, as seen here.',
      labelNames: ['upstream'],
      buckets: ANSWER_BUCKETS_S,
      registers,
    });
    this.#seconds = new Counter({
      name: 'sidetone_session_seconds_total',
      help: 'Length of the sessions that ended.',
      labelNames: ['upstream'],
      registers,
    });
    this.#spendAtScrape();
    this.#countAtScrape('sidetone_frames_total', 'Frames forwarded.', this.#frames);
    this.#countAtScrape('sidetone_bytes_total', 'Bytes of the forwarded frames.', this.#bytes);
  }

  /** Content type of `text`. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** In the format that Prometheus scrapes, the process's own figures included. */
  text(): Promise<string> {
    return Registry.merge([this.#registry, processMetrics()]).metrics();
  }

  refused(code: string): void {
    this.#refusals.inc({ code });
  }

  join(session: RelayedSession): Member {
    const { dialect, upstream, model } = session;
    const labels = { upstream: upstream.id, dialect };
    const beganAtMs = this.#clock.nowMs();
    const answer = new AnswerTimer(this.#clock, (seconds) =>
      this.#answer.observe({ upstream: upstream.id }, seconds),
    );
    const spending: Spending = {
      label: model !== null && upstream.models.includes(model) ? model : 'other',
      usd: () => session.spentUsd() ?? 0,
    };
    this.#spending.add(spending);
    this.#started.inc(labels);
    this.#live.inc(labels);
    return {
      tap: {
        toServer: (frame) => {
          this.#frames.up += 1;
          this.#bytes.up += frame.bytes.length;
          answer.toServer(frame);
        },
        toClient: (frame) => {
          this.#frames.down += 1;
          this.#bytes.down += frame.bytes.length;
          answer.toClient(frame);
        },
      },
      upstreamOpen: () =>
        this.#connect.observe({ upstream: upstream.id }, (this.#clock.nowMs() - beganAtMs) / 1000),
      ended: ({ code, failure, durationMs }) => {
        this.#live.dec(labels);
        this.#closes.inc({ code: codeLabel(code), failure: failure ?? '' });
        this.#seconds.inc({ upstream: upstream.id }, durationMs / 1000);
        this.#spending.delete(spending);
        addTo(this.#spentUsd, spending);
      },
    };
  }

  #spendAtScrape(): void {
    const totals = (): Map<string, number> => {
      const usd = new Map(this.#spentUsd);
      for (const spending of this.#spending) addTo(usd, spending);
      return usd;
    };
    this.#registry.registerMetric(
      new Counter({
        name: 'sidetone_spend_usd_total',
        help: 'What sessions cost so far, by the table of prices; models that no upstream lists are “other”.',
        labelNames: ['model'],
        registers: [],
        collect() {
          this.reset();
          for (const [model, usd] of totals()) this.inc({ model }, usd);
        },
      }),
    );
  }

  /** A counter that is set when it is read, so that counting is an addition. */
  #countAtScrape(name: string, help: string, counts: { up: number; down: number }): void {
    this.#registry.registerMetric(
      new Counter({
        name,
        help: `${help} Up is towards the upstream.`,
        labelNames: ['direction'],
        registers: [],
        collect() {
          this.reset();
          this.inc({ direction: 'up' }, counts.up);
          this.inc({ direction: 'down' }, counts.down);
        },
      }),
    );
  }
}

/** What a live session costs. */
interface Spending {
  label: string;
  usd: () => number;
}

function addTo(totals: Map<string, number>, { label, usd }: Spending): void {
  totals.set(label, (totals.get(label) ?? 0) + usd());
}

/** Clients may close with any code from 3000 on; those that the relay itself gives are named, the rest is one. */
function codeLabel(code: number): string {
  return code < 3000 || (code >= 4400 && code < 4600) ? String(code) : 'other';
}

/** Measures how long an answer lets wait for itself. */
class AnswerTimer {
  readonly #clock: Clock;
  readonly #onAnswer: (seconds: number) => void;
  #askedAtMs: number | null = null;

  constructor(clock: Clock, onAnswer: (seconds: number) => void) {
    this.#clock = clock;
    this.#onAnswer = onAnswer;
  }

  toServer({ eventType }: Frame): void {
    if (eventType === 'response.create') this.#askedAtMs = this.#clock.nowMs();
  }

  toClient({ eventType }: Frame): void {
    if (eventType === 'input_audio_buffer.speech_stopped') this.#askedAtMs = this.#clock.nowMs();
    else if (eventType === 'response.output_audio.delta' && this.#askedAtMs !== null) {
      this.#onAnswer((this.#clock.nowMs() - this.#askedAtMs) / 1000);
      this.#askedAtMs = null;
    }
  }
}
