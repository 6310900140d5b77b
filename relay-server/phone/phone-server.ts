/**
 * Twilio's media streams: which sockets are let in, which of them become calls, and the calls that are under way. A socket costs nothing
 * until it has shown the token of a call; only then is the model called.
 */

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../src/lib/clock.ts';
import { Scope } from '../../src/lib/scope.ts';
import { namedClient } from '../access/client.ts';
import type { Refusal } from '../access/refusal.ts';
import { closeInOrder } from '../relay/close-in-order.ts';
import { watchPeer } from '../relay/heartbeat.ts';
import { SHUTTING_DOWN, answerUpgrade } from '../relay/refuse-upgrade.ts';
import { bufferOf } from '../relay/socket-values.ts';
import { REALTIME_PATH, type Relay } from '../relay/relay.ts';
import { REQUEST_ID_HEADER } from '../upstream/upstream.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Upstreams } from '../upstream/upstreams.ts';
import { Call } from './call/call.ts';
import type { Operator, TakeOver } from './call/take-over.ts';
import type { AgentWishes } from './calls/agent-wishes.ts';
import type { CallBook } from './calls/call-book.ts';
import { followFigures } from './calls/call-figures.ts';
import { CallTape } from './calls/call-tape.ts';
import { BOX_NUMBER } from './telephone/box-number.ts';
import type { Announced, CallTokens } from './call-tokens.ts';
import { type CallEnding, STREAM_PATH, TOKEN_PARAMETER } from './call-twiml.ts';
import type { PhoneConfig } from './phone-config.ts';
import type { CallRecordings } from './recording/call-recordings.ts';
import { PHONE_CLIENT } from './phone-client.ts';
import type { SignatureCheck } from './signature-check.ts';
import {
  type StreamStart,
  clearMessage,
  markMessage,
  mediaMessage,
  parseTwilioMessage,
} from './twilio-messages.ts';

export interface PhoneServerDeps {
  config: PhoneConfig;
  signatures: SignatureCheck;
  tokens: CallTokens;
  book: CallBook;
  wishes: AgentWishes;
  /** Null: calls are not recorded. */
  recordings: CallRecordings | null;
  relay: Relay;
  upstreams: Upstreams;
  clock: Clock;
  nowEpochMs: () => number;
  log: FastifyBaseLogger;
}

/** Twilio sends `start` in the moment after the handshake. */
const START_WITHIN_MS = 5000;
/** Sockets that have not started; more are a flood. */
const MOST_WAITING = 50;
const TOO_MANY_WAIT: Refusal = {
  status: 503,
  code: 'too_many_streams',
  message: 'Too many media streams have connected and not started. Connect again in a moment.',
  retryAfterS: null,
};
/** What Twilio has not taken yet, at most: minutes of sound. Its buffer takes all at once as long as it reads. */
const MOST_UNSENT_BYTES = 4 * 2 ** 20;
/** Frames in a row that are no messages of Twilio's. */
const MOST_BAD_FRAMES = 20;
/** A media message of 20 ms has some 350 bytes; Twilio's longest is far below this. */
const MAX_PAYLOAD_BYTES = 64 * 1024;
const PING_PERIOD_MS = 20_000;
const CLOSE_TIMEOUT_MS = 2000;
/** Before the end of the time for draining, enough for an answer to come and a sentence to be heard. */
const GOODBYE_MS = 8000;
/** Endings that Twilio has not asked for yet; a caller who hung up never does. */
const MOST_ENDINGS = 1000;

export class PhoneServer {
  readonly #deps: PhoneServerDeps;
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD_BYTES,
  });
  readonly #calls = new Map<string, Call>();
  readonly #tapes = new Map<string, CallTape>();
  readonly #endings = new Map<string, CallEnding>();
  /** Connected, and not started. */
  readonly #waiting = new Set<WebSocket>();
  #isClosing = false;
  #idle = (): void => {};

  constructor(deps: PhoneServerDeps) {
    this.#deps = deps;
  }

  get callCount(): number {
    return this.#calls.size;
  }

  /** The one that calls are connected to. */
  get upstream(): Upstream {
    const { config, upstreams } = this.#deps;
    const [first] = upstreams.list;
    return upstreams.list.find(({ id }) => id === config.upstream) ?? first;
  }

  callOf(callSid: string): Call | null {
    return this.#calls.get(callSid) ?? null;
  }

  /** An operator speaks in the agent's place. Null: not in this call, or not now. */
  takeOver(
    callSid: string,
    { by, onEnd }: Pick<Operator, 'by' | 'onEnd'>,
  ): Pick<TakeOver, 'speak' | 'giveBack'> | null {
    const { book, log } = this.#deps;
    const itemId = `operator_${randomUUID()}`;
    const tape = this.tapeOf(callSid);
    const taken = this.callOf(callSid)?.takeOver({
      by,
      onVoice: (ulaw) => tape?.operatorVoice(itemId, ulaw),
      onEnd: (why) => {
        log.info({ callSid, by, why }, 'an operator does not speak in a call any more');
        book.update(callSid, { takenOverBy: null });
        onEnd(why);
      },
    });
    if (!taken) return null;
    log.info({ callSid, by }, 'an operator takes a call over');
    book.update(callSid, { takenOverBy: by });
    return taken;
  }

  /** How many calls can be taken beside those that are here or were told to come. */
  get freeLines(): number {
    const { config, tokens } = this.#deps;
    return this.#isClosing ? 0 : config.calls - this.#calls.size - tokens.outstanding;
  }

  /** What comes after the stream of a call; told once. One of which nothing is known never came about. */
  endingOf(callSid: string): CallEnding {
    const ending = this.#endings.get(callSid) ?? { kind: 'failed' };
    this.#endings.delete(callSid);
    return ending;
  }

  /** Of a call that is under way; null when there is none of that id. */
  tapeOf(callSid: string): CallTape | null {
    return this.#tapes.get(callSid) ?? null;
  }

  /** True when the request was for a media stream; then its socket is taken care of. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const [path] = (request.url ?? '').split('?', 1);
    if (path !== STREAM_PATH) return false;
    socket.on('error', () => socket.destroy());
    const { signatures, log } = this.#deps;
    const refusal =
      this.#fullness() ?? signatures.refusal(request.headers, { scheme: 'ws', path: request.url ?? '' });
    if (refusal !== null) {
      log.warn({ code: refusal.code }, 'a media stream was refused');
      answerUpgrade(socket, refusal);
      return true;
    }
    this.#server.handleUpgrade(request, socket, head, (stream) => this.#await(stream));
    return true;
  }

  /**
   * Takes no more calls and lets those that run end by themselves. Shortly before `drainMs` have passed the agents say goodbye; then all
   * is closed, with 0 at once. Resolves when no call is left.
   */
  async close({ drainMs }: { drainMs: number }): Promise<void> {
    this.#isClosing = true;
    for (const stream of this.#waiting) this.#goAway(stream);
    if (drainMs > 0 && this.#calls.size > 0) await this.#drained(drainMs);
    else this.#endAll();
  }

  #drained(drainMs: number): Promise<void> {
    const { clock, log } = this.#deps;
    log.info({ calls: this.#calls.size, drainMs }, 'letting the calls end');
    const scope = new Scope(clock);
    return new Promise<void>((resolve) => {
      this.#idle = () => {
        scope.dispose();
        resolve();
      };
      scope.after(Math.max(0, drainMs - GOODBYE_MS), () => {
        for (const call of this.#calls.values()) call.takeLeave();
      });
      scope.after(drainMs, () => this.#endAll());
    });
  }

  #endAll(): void {
    for (const call of this.#calls.values()) call.end({ ending: { kind: 'failed' }, why: 'shutting-down' });
    for (const stream of this.#server.clients) this.#goAway(stream);
  }

  /** Why nobody is let in at all; null when that is not so. */
  #fullness() {
    if (this.#isClosing) return SHUTTING_DOWN;
    return this.#waiting.size >= MOST_WAITING ? TOO_MANY_WAIT : null;
  }

  /** A stream that has yet to say which call it is of. */
  #await(stream: WebSocket): void {
    const { clock, log } = this.#deps;
    const scope = new Scope(clock);
    let call: Call | null = null;
    let badFrames = 0;
    this.#waiting.add(stream);
    const begun = scope.child();
    begun.add(() => this.#waiting.delete(stream));
    begun.after(START_WITHIN_MS, () => this.#refuse(stream, 'the stream did not start'));
    stream.on('error', () => stream.terminate());
    stream.once('close', () => {
      scope.dispose();
      call?.end({ ending: { kind: 'over' }, why: 'caller-hung-up' });
    });
    watchPeer(stream, scope, PING_PERIOD_MS, () => stream.terminate());
    stream.on('message', (bytes, isBinary) => {
      const parsed = isBinary
        ? { ok: false as const, problem: 'The frame is binary.' }
        : parseTwilioMessage(bufferOf(bytes).toString());
      if (!parsed.ok) {
        badFrames += 1;
        if (badFrames === 1)
          log.warn({ problem: parsed.problem }, 'a message of a media stream is unreadable');
        if (call === null || badFrames >= MOST_BAD_FRAMES) this.#refuse(stream, 'not a media stream');
        return;
      }
      badFrames = 0;
      const { message } = parsed;
      if (call !== null) return call.take(message);
      if (message.kind === 'connected' || message.kind === 'other') return;
      if (message.kind !== 'start') return this.#refuse(stream, 'the stream did not start');
      begun.dispose();
      // It may be one of those that were just told to go.
      call = this.#isClosing ? null : this.#start(stream, message);
    });
  }

  #start(stream: WebSocket, start: StreamStart): Call | null {
    const { config, tokens, log } = this.#deps;
    const { callSid, streamSid } = start;
    const isOfAccount = config.accountSid === null || start.accountSid === config.accountSid;
    const token = start.parameters[TOKEN_PARAMETER] ?? '';
    const announced = isOfAccount ? tokens.redeem(token, callSid) : null;
    if (announced === null || this.#calls.has(callSid)) {
      log.warn({ callSid, streamSid }, 'a media stream showed no token of its call');
      this.#refuse(stream, 'the token is not of this call, or was used');
      return null;
    }
    return this.#begin(stream, start, announced);
  }

  #begin(stream: WebSocket, { callSid, streamSid }: StreamStart, { number, direction }: Announced): Call {
    const config = configOf(this.#deps.config, direction);
    const { relay, clock, nowEpochMs, book, wishes, recordings } = this.#deps;
    const log = this.#deps.log.child({ callSid, streamSid });
    const send = (text: string): void => {
      if (stream.readyState !== stream.OPEN) return;
      stream.send(text);
      if (stream.bufferedAmount <= MOST_UNSENT_BYTES) return;
      log.warn({ bufferedBytes: stream.bufferedAmount }, 'the telephone takes nothing of what is sent to it');
      stream.terminate();
    };
    const { upstream } = this;
    const startedAtMs = clock.nowMs();
    book.begin({
      id: callSid,
      direction,
      line: number === BOX_NUMBER ? 'box' : 'twilio',
      number,
      state: 'connecting',
      upstream: upstream.name,
      model: config.model ?? upstream.defaultModel,
    });
    const entered = book.get(callSid);
    const tape = new CallTape({
      epochMs: nowEpochMs,
      upstream: upstream.name,
      call: {
        id: callSid,
        direction: entered?.direction ?? 'inbound',
        line: entered?.line ?? 'twilio',
        number: entered?.number ?? '',
      },
    });
    this.#tapes.set(callSid, tape);
    book.update(callSid, { recording: recordings?.begin(callSid, tape) ?? null });
    const call = new Call({
      clock,
      epochMs: nowEpochMs,
      config,
      wishes: wishes.current,
      upstream,
      connect: (model) =>
        relay.connect(
          `/upstreams/${encodeURIComponent(upstream.id)}${REALTIME_PATH}?model=${encodeURIComponent(model)}`,
          namedClient({ name: PHONE_CLIENT, mayWatch: false }),
          { [REQUEST_ID_HEADER]: callSid },
        ),
      telephone: {
        media: (audio) => send(mediaMessage(streamSid, audio)),
        mark: (name) => send(markMessage(streamSid, name)),
        clear: () => send(clearMessage(streamSid)),
      },
      log,
      onSession(session) {
        tape.record(session);
        followFigures(session, (voiceToVoiceMs) => book.update(callSid, { voiceToVoiceMs }));
      },
      onPlayback: (fact) => tape.playback(fact),
      onTalking: () => book.update(callSid, { state: 'talking', talkingSinceEpochMs: nowEpochMs() }),
      onEnd: (ending, why) => {
        const durationMs = Math.round(clock.nowMs() - startedAtMs);
        log.info({ why, durationMs, silenceFilledMs: call.facts.filledMs }, 'the call is over');
        this.#calls.delete(callSid);
        this.#tapes.delete(callSid);
        tape.close();
        book.end(callSid, why);
        this.#keepEnding(callSid, ending);
        this.#end(stream, 1000, why);
        if (this.#calls.size === 0) this.#idle();
      },
    });
    this.#calls.set(callSid, call);
    log.info({ upstream: upstream.name }, 'a call begins');
    return call;
  }

  #keepEnding(callSid: string, ending: CallEnding): void {
    this.#endings.set(callSid, ending);
    const [oldest] = this.#endings.keys();
    if (this.#endings.size > MOST_ENDINGS && oldest !== undefined) this.#endings.delete(oldest);
  }

  #refuse(stream: WebSocket, why: string): void {
    this.#end(stream, 1008, why);
  }

  #goAway(stream: WebSocket): void {
    this.#end(stream, 1001, 'the server is shutting down');
  }

  #end(stream: WebSocket, code: number, reason: string): void {
    closeInOrder(stream, { code, reason }, this.#deps.clock, CLOSE_TIMEOUT_MS);
  }
}

/** Calls that are placed from here have a limit of their own. */
function configOf(config: PhoneConfig, direction: Announced['direction']): PhoneConfig {
  if (direction === 'inbound' || config.outbound === null) return config;
  return { ...config, minutesPerCall: Math.min(config.minutesPerCall, config.outbound.minutes) };
}
