/** The parts of a session and how they hang together. Constructs and connects; no decisions. */

import type { Clock } from '../lib/clock.ts';
import { AnswerAudio } from './answer-audio.ts';
import type { SessionContext } from './context.ts';
import { Conversation } from './conversation.ts';
import { FormatAgreement } from './format-agreement.ts';
import { HeardLedger } from './heard-ledger.ts';
import { Interrupter } from './interrupt.ts';
import { ItemWriter } from './item-writer.ts';
import { Microphone } from './microphone.ts';
import type { Send } from './facts.ts';
import type { Goings } from './phase.ts';
import type { SessionAudio, ToolHandler } from './ports.ts';
import { ResponseSequencer } from './response-sequencer.ts';
import { Seams } from './seams.ts';
import { SentCommands } from './sent-commands.ts';
import { SettingsLedger } from './settings.ts';
import { ToolDesk } from './tool-desk.ts';
import { TypedMessages } from './typed-messages.ts';
import type { Notice, SessionSettings, ToolDefinition } from './types.ts';
import { UsageMeter } from './usage.ts';
import { UserTurns } from './user-turns.ts';

export interface SessionParts {
  context: SessionContext;
  conversation: Conversation;
  writer: ItemWriter;
  audio: AnswerAudio;
  ledger: HeardLedger;
  turns: UserTurns;
  microphone: Microphone;
  sequencer: ResponseSequencer;
  interrupter: Interrupter;
  tools: ToolDesk;
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

export interface SessionPartsDeps {
  clock: Clock;
  context: SessionContext;
  /** Sends although the conversation may not talk yet. */
  sendFirst: Send;
  audio: SessionAudio;
  settings: SessionSettings;
  tools: { definition: ToolDefinition; handler: ToolHandler }[];
  newId: () => string;
  /** Something changed by itself: a tool has answered. */
  onChange: () => void;
}

export function buildParts(deps: SessionPartsDeps): SessionParts {
  const { clock, context, newId, onChange } = deps;
  const { format, output } = deps.audio;
  const settings = new SettingsLedger(deps.settings);
  const turnDetection = () => settings.inForce('turnDetection');
  const conversation = new Conversation(context);
  const ledger = new HeardLedger();
  const audio = new AnswerAudio(context, conversation, ledger, deps.audio);
  const sequencer = new ResponseSequencer(() => context.send({ kind: 'create-response' }));
  const interrupter = new Interrupter({
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
  const tools = new ToolDesk({
    clock,
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
  for (const tool of deps.tools) tools.add(tool.definition.name, tool.handler);
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
