/**
 * One telephone call: the caller's stream on one side, the agent on the other. Owns how the call begins, what its tools and keys do, and
 * that every ending ends everything once.
 */

import type { WebSocket } from 'ws';
import type { Clock } from '../../../src/lib/clock.ts';
import { dtmfTones } from '../../../src/dsp/dtmf.ts';
import { encodeG711 } from '../../../src/dsp/g711.ts';
import { PHONE_RATE_HZ } from '../../../src/dsp/phone-audio.ts';
import type { CallCommand, CallSettings } from '../../../src/session/call-commands.ts';
import type { CallEndReason } from '../../../src/lib/call-messages.ts';
import { Scope } from '../../../src/lib/scope.ts';
import type { AudioFormat } from '../../../src/session/audio-format.ts';
import type { PlaybackFact } from '../../../src/session/observed/recorded-notes.ts';
import type { Session } from '../../../src/session/session.ts';
import type { SessionLog } from '../../relay/part.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { CallEnding } from '../call-twiml.ts';
import type { PhoneConfig } from '../phone-config.ts';
import type { TwilioMessage } from '../twilio-messages.ts';
import { Agent } from './agent.ts';
import { callSettings } from './call-settings.ts';
import { type CallTool, callTools } from './call-tools.ts';
import { CallerAudio } from './caller-audio.ts';
import { CallerWaiting } from './caller-waiting.ts';
import { Filler } from './filler.ts';
import { Goodbye } from './goodbye.ts';
import type { PhoneOutputDeps } from './phone-output.ts';
import { PressedKeys } from './pressed-keys.ts';
import { type SteeringProblem, steer } from './steering.ts';
import { type Operator, TakeOver } from './take-over.ts';

export interface CallDeps {
  clock: Clock;
  epochMs: () => number;
  config: PhoneConfig;
  /** What the operator wants of new calls beyond the configuration. */
  wishes: Partial<CallSettings>;
  upstream: Upstream;
  connect: (model: string) => WebSocket;
  telephone: Omit<PhoneOutputDeps, 'clock' | 'ear'>;
  log: SessionLog;
  /** The call's session, before anything happens in it; another one where the first did not get its audio format. */
  onSession: (session: Session) => void;
  /** Where the caller's ear is; told before the session is. */
  onPlayback: (fact: PlaybackFact) => void;
  /** Once: caller and agent hear each other. */
  onTalking: () => void;
  /** Once. The stream is to be closed now, if it still is open. */
  onEnd: (ending: CallEnding, why: CallEndReason) => void;
}

const MINUTE_MS = 60_000;
const ANSWERED = 'The call was just answered, and the caller waits for you to speak first. Greet them now.';
const TIME_IS_UP =
  'The call has reached its longest time and ends now. Say goodbye to the caller in one short sentence.';
const SHUTTING_DOWN =
  'This call has to end now, because the service is restarted. Tell the caller so in one short sentence, that they may call again in a few minutes, and goodbye.';
const SAY_GOODBYE = 'Say goodbye now; the line is closed when it was heard.';
const CALLED_OFF = 'The caller spoke up before the goodbye was over, so the call goes on. Listen to them.';

type Leaving = { ending: CallEnding; why: CallEndReason };

export class Call {
  readonly #deps: CallDeps;
  readonly #scope: Scope;
  readonly #waiting = new CallerWaiting();
  readonly #caller: CallerAudio;
  readonly #keys: PressedKeys;
  readonly #filler: Filler;
  #agent: Agent;
  #tools: readonly CallTool[] = [];
  /** The server has taken the format: the caller can be heard. */
  #isHeard = false;
  #goodbye: Goodbye | null = null;
  #takeOver: TakeOver | null = null;
  #isOver = false;

  constructor(deps: CallDeps) {
    const { clock, config } = deps;
    this.#deps = deps;
    this.#scope = new Scope(clock);
    this.#caller = new CallerAudio({
      clock,
      scope: this.#scope,
      onAudio: (audio, capturedAtMs) => {
        if (this.#isHeard) this.#agent.hear(audio, capturedAtMs);
        else this.#waiting.keep(audio, capturedAtMs);
      },
    });
    this.#keys = new PressedKeys(this.#scope, (keys) =>
      this.#agent.session.sendUserText(`(I pressed the keys ${keys} on my telephone.)`),
    );
    this.#filler = new Filler(this.#scope, () => {
      if (config.filler === '' || this.#goodbye !== null || this.#takeOver !== null) return;
      this.#agent.session.say(config.filler);
    });
    this.#agent = this.#begin('ulaw');
    this.#scope.after(config.minutesPerCall * MINUTE_MS, () => this.#sayGoodbye(TIME_IS_UP, 'time-limit'));
  }

  /** For those who look at the call. */
  get facts(): { filledMs: number; aheadMs: number; droppedMs: number } {
    const { filledMs } = this.#caller;
    return { filledMs, aheadMs: this.#agent.output.aheadMs, droppedMs: this.#waiting.droppedMs };
  }

  /** What the telephone says after `start`. */
  take(message: TwilioMessage): void {
    if (this.#isOver) return;
    switch (message.kind) {
      case 'media':
        return this.#caller.receive(message.timestampMs, message.audio);
      case 'mark':
        return this.#agent.output.markReported(message.name);
      case 'dtmf':
        return this.#keys.press(message.digit);
      case 'stop':
        return this.end({ ending: { kind: 'over' }, why: 'caller-hung-up' });
      case 'start':
        this.#deps.log.warn({}, 'a stream was started twice, which Twilio does not do');
        return this.end({ ending: { kind: 'failed' }, why: 'protocol' });
      case 'connected':
      case 'other':
    }
  }

  /** Does what an operator asks. Null: it is done, or on its way. */
  steer(command: CallCommand): SteeringProblem | null {
    if (this.#isOver) return 'not-now';
    return steer(command, {
      session: this.#agent.session,
      tools: this.#tools.map(({ definition }) => definition),
      transfers: this.#deps.config.transfers,
      hangUp: () => this.end({ ending: { kind: 'over' }, why: 'operator-hung-up' }),
      transfer: (to) => this.end({ ending: { kind: 'transfer', to }, why: 'transferred' }),
    });
  }

  /** An operator speaks in the agent's place from now on. Null while nobody can be heard yet, it ends, or somebody else does it. */
  takeOver(operator: Operator): Pick<TakeOver, 'speak' | 'giveBack'> | null {
    if (this.#isOver || !this.#isHeard || this.#goodbye !== null || this.#takeOver !== null) return null;
    const { clock } = this.#deps;
    const { session, output } = this.#agent;
    this.#takeOver = new TakeOver({
      ...operator,
      clock,
      session,
      output,
      onEnd: (why) => {
        this.#takeOver = null;
        operator.onEnd(why);
      },
    });
    return this.#takeOver;
  }

  /** The service is going to stop: the agent says goodbye, and the call ends when it was heard, unless it is ending anyway. */
  takeLeave(): void {
    if (this.#isOver || this.#goodbye !== null) return;
    if (this.#isHeard) this.#sayGoodbye(SHUTTING_DOWN, 'shutting-down');
    // There is nobody who could say it.
    else this.end({ ending: { kind: 'failed' }, why: 'shutting-down' });
  }

  /** Ends everything, once. */
  end({ ending, why }: Leaving): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#takeOver?.callEnded();
    this.#scope.dispose();
    this.#agent.end();
    this.#deps.onEnd(ending, why);
  }

  #begin(format: AudioFormat): Agent {
    const { clock, epochMs, config, upstream, connect, telephone } = this.#deps;
    const tools = callTools(
      {
        leave: (ending) =>
          this.#leave({ ending, why: ending.kind === 'transfer' ? 'transferred' : 'agent-hung-up' }),
        sendDigits: (digits) =>
          this.#agent.output.insert(encodeG711(dtmfTones(digits, PHONE_RATE_HZ), 'ulaw')),
      },
      config.transfers,
    );
    this.#tools = tools;
    const settings = callSettings({
      config,
      upstream,
      tools: tools.map(({ definition }) => definition),
      wishes: this.#deps.wishes,
    });
    const agent = new Agent({
      clock,
      epochMs,
      format,
      settings,
      tools,
      connect,
      telephone,
      onPlayback: this.#deps.onPlayback,
      onQuiet: () => this.#goodbye?.look(),
      onOver: (end) => {
        this.#deps.log.warn(end, 'the agent of a call is lost');
        this.end({ ending: { kind: 'failed' }, why: 'agent-lost' });
      },
    });
    const { session } = agent;
    this.#deps.onSession(session);
    session.on('audio.format', ({ agreed }) => this.#agreed(format, agreed));
    session.on('phase', (phase) => {
      this.#filler.phase(phase);
      this.#goodbye?.look();
    });
    session.on('mark', ({ kind }) => {
      if (kind === 'first-audio') this.#goodbye?.spoke();
    });
    session.on('conversation.interrupted', ({ reason }) => {
      if (reason === 'speech' || reason === 'text') this.#goodbye?.interrupted();
    });
    return agent;
  }

  /** The server's answer to the format that was asked for. */
  #agreed(format: AudioFormat, agreed: boolean): void {
    const { log } = this.#deps;
    // A line that took over from another, whose format the first one took.
    if (this.#isOver || (this.#isHeard && agreed)) return;
    if (agreed) {
      this.#isHeard = true;
      log.info({ format, droppedMs: this.#waiting.droppedMs }, 'the agent hears the caller');
      this.#deps.onTalking();
      this.#waiting.release((audio, capturedAtMs) => this.#agent.hear(audio, capturedAtMs));
      return this.#greet();
    }
    if (format === 'pcm16' || this.#isHeard) {
      return this.end({ ending: { kind: 'failed' }, why: 'no-common-format' });
    }
    log.warn({}, 'the upstream does not take μ-law; the call is converted to PCM16');
    const former = this.#agent;
    // Not from inside the former one's own event.
    this.#scope.after(0, () => {
      former.end();
      this.#agent = this.#begin('pcm16');
    });
  }

  #greet(): void {
    const { greeting } = this.#deps.config;
    if (greeting.by !== 'agent') return;
    const { session } = this.#agent;
    session.tell(greeting.text === '' ? ANSWERED : `${ANSWERED} Say: “${greeting.text}”`);
    session.createResponse();
  }

  /** Whatever is being said: the agent says goodbye now, and the call ends when it was heard or the caller speaks up. */
  #sayGoodbye(note: string, why: CallEndReason): void {
    const leaving: Leaving = { ending: { kind: 'over' }, why };
    // A goodbye is the agent's: whoever speaks in its place has to leave it the line.
    this.#takeOver?.callEnds();
    const { session } = this.#agent;
    session.interrupt('stop');
    session.tell(note);
    session.createResponse();
    this.#part(leaving, false, () => this.end(leaving));
  }

  /** A tool's wish. */
  #leave(leaving: Leaving): Promise<string> {
    const hasSpoken = this.#hasSpokenWithTheTool();
    return new Promise((resolve) => {
      this.#part(leaving, hasSpoken, () => resolve(CALLED_OFF));
      // Otherwise the tool is running until the line is closed, so that no further answer is asked for.
      if (!hasSpoken) resolve(SAY_GOODBYE);
    });
  }

  #part(leaving: Leaving, hasSpoken: boolean, calledOff: () => void): void {
    const { session, output } = this.#agent;
    const goodbye = new Goodbye(
      {
        scope: this.#scope,
        isQuiet: () => output.isQuiet && session.phase !== 'thinking' && session.phase !== 'hearing',
        end: () => this.end(leaving),
        calledOff: () => {
          if (this.#goodbye === goodbye) this.#goodbye = null;
          calledOff();
        },
      },
      hasSpoken,
    );
    this.#goodbye = goodbye;
  }

  /** The answer in which the tool was called has words aloud too: that was the goodbye. */
  #hasSpokenWithTheTool(): boolean {
    const { items } = this.#agent.session;
    const call = items.findLast((item) => item.kind === 'tool-call' && item.state === 'running');
    if (call?.kind !== 'tool-call') return false;
    return items.some(
      (item) =>
        item.kind === 'message' &&
        item.responseId === call.responseId &&
        (item.heard?.receivedSamples ?? 0) > 0,
    );
  }
}
