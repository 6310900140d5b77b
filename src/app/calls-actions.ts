/** What the commands of telephone calls do: the relay's addresses, the engine that shows a call, and the store meet here. */

import type { CallSummary, PhoneFacts } from '../lib/call-messages.ts';
import type { EngineClient } from '../engine/engine-client.ts';
import type { ConsoleActions } from '../store/actions.ts';
import type { CallsActions } from '../store/calls-actions.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import type { TimelineModel } from '../store/timeline-model.ts';
import type { AudioGraph } from '../audio/audio-graph.ts';
import { messageOf } from '../lib/errors.ts';
import type { CallCommand } from '../session/call-commands.ts';
import { followList } from './follow-list.ts';
import { notifier } from './notify.ts';
import { askRelay } from './relay-answer.ts';

export interface CallsDeps {
  store: ConsoleStore;
  engine: Pick<EngineClient, 'send'>;
  graph: Pick<AudioGraph, 'unlock'>;
  timeline: Pick<TimelineModel, 'endMs'>;
  /** The relay's WebSocket for a path, on the page's own origin. */
  socketAddress: (path: string) => string;
  player: Pick<ConsoleActions, 'playFrom' | 'pausePlaying'>;
}

/** How far behind it one listens to a call: what is heard there is told five times a second. */
const BEHIND_MS = 600;
const CALLS = '/api/calls';
const AGENT = '/api/phone/agent';

const callPath = (id: string) => `${CALLS}/${encodeURIComponent(id)}`;

/** Has something done in a call. Null, or why it was not done, in words. */
export async function commandCall(callId: string, command: CallCommand): Promise<string | null> {
  const answer = await askRelay(`${callPath(callId)}/commands`, { method: 'POST', body: command });
  return answer.ok ? null : answer.words;
}

export function createCallsActions(deps: CallsDeps): CallsActions {
  const { store, engine, graph, timeline, socketAddress, player } = deps;
  const watchUrl = socketAddress(`${CALLS}/ID/watch`);

  /** First, and without waiting: a browser lets sound begin only inside the gesture. */
  const unlock = async () => {
    try {
      await graph.unlock();
    } catch (error) {
      notifier(store)({ key: 'device-audio', level: 'error', text: messageOf(error), nextStep: null });
    }
  };

  return {
    follow: (listener) => followList<CallSummary>({ path: CALLS, entryEvent: 'call' }, listener),
    async readFacts() {
      const facts = await askRelay<PhoneFacts>('/api/phone');
      if (facts.ok) store.setState({ callTools: facts.value.tools });
      return facts;
    },
    readNumber: (callId) => askRelay(`${callPath(callId)}/number`),
    watch(callId) {
      player.pausePlaying();
      engine.send({ kind: 'watch-call', watchUrl, callId });
    },
    async callHere() {
      player.pausePlaying();
      const unlocked = unlock();
      engine.send({ kind: 'call-here', url: socketAddress('/api/telephone'), watchUrl });
      await unlocked;
    },
    steer: commandCall,
    async listen(on) {
      if (on) await player.playFrom(Math.max(0, timeline.endMs - BEHIND_MS));
      else player.pausePlaying();
    },
    async takeOver(callId) {
      // Who speaks hears the caller at once, and themselves not at all.
      player.pausePlaying();
      const unlocked = unlock();
      engine.send({ kind: 'take-over', url: socketAddress(`${callPath(callId)}/take-over`) });
      await unlocked;
    },
    stopSpeaking: () => engine.send({ kind: 'stop-speaking' }),
    pressKeys: (keys) => engine.send({ kind: 'press-keys', keys }),
    readAgent: () => askRelay(AGENT),
    changeAgent: (patch) => askRelay(AGENT, { method: 'PATCH', body: patch }),
    resetAgent: () => askRelay(AGENT, { method: 'DELETE' }),
  };
}
