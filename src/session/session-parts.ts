/** The parts of a session and how they hang together. Constructs and connects; no decisions. */

import { AnswerAudio } from './answer-audio.ts';
import type { SessionContext } from './context.ts';
import { Conversation } from './conversation.ts';
import { FormatAgreement } from './format-agreement.ts';
import { HeardLedger } from './heard-ledger.ts';
import type { InterrupterDeps } from './interrupt.ts';
import type { Interruptions } from './interruptions.ts';
import { ItemWriter } from './item-writer.ts';
import { Microphone } from './microphone.ts';
import type { Send } from './facts.ts';
import type { Goings } from './phase.ts';
import type { SessionAudio } from './ports.ts';
import { ResponseSequencer } from './response-sequencer.ts';
import { Seams } from './seams.ts';
import { SentCommands } from './sent-commands.ts';
import { SettingsLedger } from './settings.ts';
import type { Tools, ToolsDeps } from './tool-desk.ts';
import { TypedMessages } from './typed-messages.ts';
import type { Notice, SessionSettings } from './types.ts';
import { UsageMeter } from './usage.ts';
import { UserTurns } from './user-turns.ts';

export interface SessionParts<T extends Tools = Tools, I extends Interruptions = Interruptions> {
  context: SessionContext;
  conversation: Conversation;
  writer: ItemWriter;
  audio: AnswerAudio;
  ledger: HeardLedger;
  turns: UserTurns;
  microphone: Microphone;
  sequencer: ResponseSequencer;
  interrupter: I;
  tools: T;
  settings: SettingsLedger;
  agreement: FormatAgreement;
  usage: UsageMeter;
  sent: SentCommands;
  typed: TypedMessages;
  seams: Seams;
  /** Sends changed settings. `previous`: what was asked before, null for the first update of a session. */
  sendSettings: (patch: Partial<SessionSettings>, previous: SessionSettings | null) => void;
  notify: (notice: Omit<Notice, 'id'>) => void;
}

/** Who decides: this side, or one that is only observed. */
interface Roles<T, I> {
  interruptions: (deps: InterrupterDeps) => I;
  tools: (deps: ToolsDeps) => T;
}

export interface SessionPartsDeps<T, I> {
  context: SessionContext;
  /** Sends although the conversation may not talk yet. */
  sendFirst: Send;
  audio: SessionAudio;
  settings: SessionSettings;
  roles: Roles<T, I>;
  newId: () => string;
  /** Something changed by itself: a tool has answered. */
  onChange: () => void;
}

export function buildParts<T extends Tools, I extends Interruptions>(
  deps: SessionPartsDeps<T, I>,
): SessionParts<T, I> {
  const { context, newId, onChange, roles } = deps;
  const { format, output } = deps.audio;
  const settings = new SettingsLedger(deps.settings);
  const turnDetection = () => settings.inForce('turnDetection');
  const conversation = new Conversation(context);
  const ledger = new HeardLedger();
  const audio = new AnswerAudio(context, conversation, ledger, deps.audio);
  const sequencer = new ResponseSequencer(() => context.send({ kind: 'create-response' }));
  const interrupter = roles.interruptions({
    context,
    output,
    ledger,
    audio,
    conversation,
    sequencer,
    awaitingAnswer: () => turns.awaitingAnswer,
    correct: (itemId) => seams.correct(itemId),
  });
  const notify = (notice: Omit<Notice, 'id'>) => context.emit('notice', { id: newId(), ...notice });
  const tools = roles.tools({
    context,
    conversation,
    newItemId: () => `item_${newId()}`,
    onAnswered: () => {
      // While somebody speaks the server will answer when they are done, and take the outputs into account.
      const turn = turnDetection();
      if (turns.speaking && turn.kind !== 'none' && turn.createResponse) return;
      sequencer.request();
    },
    onChange,
  });
  const writer = new ItemWriter({
    context,
    conversation,
    settings: () => ({
      outputModality: settings.inForce('outputModality'),
      transcription: settings.inForce('transcription'),
    }),
    onToolCall: (call, responseId) => tools.call(call, responseId),
  });
  const turns = new UserTurns({ context, conversation, writer, turnDetection });
  const microphone = new Microphone({
    format,
    context,
    turns,
    sequencer,
    interrupter,
    turnDetection,
    notify,
  });
  const sent = new SentCommands();
  const agreement = new FormatAgreement({ format, context, notify });
  const parts = {
    context,
    conversation,
    writer,
    audio,
    ledger,
    turns,
    microphone,
    sequencer,
    interrupter,
    tools,
    settings,
    agreement,
    usage: new UsageMeter(),
    sent,
    typed: new TypedMessages({ context, conversation, interrupter, writer, sequencer, sent, onChange }),
    sendSettings: (patch: Partial<SessionSettings>, previous: SessionSettings | null) => {
      const commandId = context.send({ kind: 'update-settings', patch, previous });
      if (commandId !== null) settings.sent(commandId, patch);
      if (commandId !== null && previous === null) agreement.asked(commandId);
      context.emit('settings', settings.state);
    },
    notify,
  };
  const seams = new Seams(parts, newId, deps.sendFirst);
  return { ...parts, seams };
}

/** What is going on, for the phase. */
export function goingsOf({ turns, microphone, audio, tools, sequencer, settings }: SessionParts): Goings {
  return {
    userSpeaks: turns.speaking || microphone.held,
    answerSounds: audio.playingId !== null,
    toolRuns: tools.busy,
    answerDue: sequencer.busy || turns.awaitingAnswer || audio.unheard,
    microphoneOpen: turns.input.totalSamples > 0 && settings.inForce('turnDetection').kind !== 'none',
  };
}
