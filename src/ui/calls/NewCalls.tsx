/** What new telephone calls begin with: the form of a session, for the agent on the telephone. */

import { useCallback, useEffect, useState } from 'react';
import type { SessionSettings } from '../../session/types.ts';
import { callPatch } from '../../store/call-patch.ts';
import type { Answered } from '../../store/calls-actions.ts';
import { type ConsoleStore, createConsoleStore } from '../../store/console-store.ts';
import { Button } from '../kit/Button.tsx';
import { type Console, ConsoleProvider, useActions, useConsoleParts } from '../kit/console-context.tsx';
import { SessionPanel } from '../settings/SessionPanel.tsx';

export function NewCalls() {
  const { form, problem, reset } = useNewCalls();
  if (form === null) {
    return <p className="p-4 text-ink-2">{problem ?? 'Asking the relay…'}</p>;
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2">
        <p className="min-w-0 flex-1 basis-64 text-wire text-ink-2">
          Every call that begins from now on asks for this; calls under way keep what they have. It holds
          until the relay is started anew: what is to stay belongs into its configuration.
        </p>
        <Button onClick={reset}>As configured</Button>
      </div>
      <p role="status" className="px-4 pt-2 text-wire text-error-ink empty:hidden">
        {problem}
      </p>
      <div className="min-h-0 flex-1">
        <ConsoleProvider console={form}>
          <SessionPanel />
        </ConsoleProvider>
      </div>
    </div>
  );
}

/** The form is a console of its own, whose settings are the relay's. Null until they are read. */
function useNewCalls(): { form: Console | null; problem: string | null; reset: () => void } {
  const parts = useConsoleParts();
  const { calls } = useActions();
  const [form, setForm] = useState<Console | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const show = useCallback((store: ConsoleStore, answer: Answered<SessionSettings>) => {
    if (answer.ok) store.setState(({ settings }) => ({ settings: { ...settings, asked: answer.value } }));
    setProblem(answer.ok ? null : answer.words);
  }, []);

  useEffect(() => {
    let isCurrent = true;
    const begin = async () => {
      const [facts, agent] = await Promise.all([calls.readFacts(), calls.readAgent()]);
      if (!isCurrent) return;
      if (!facts.ok || !agent.ok) {
        setProblem(!facts.ok ? facts.words : agent.ok ? null : agent.words);
        return;
      }
      const { config, microphone, speaker } = parts.store.getState();
      const store = createConsoleStore({
        settings: { asked: agent.value, accepted: null, pending: [], refused: {}, voiceLocked: false },
        microphone,
        speaker,
      });
      store.setState({
        config,
        isForNewCalls: true,
        upstreamId: facts.value.upstream,
        callTools: facts.value.tools,
      });
      const actions: Console['actions'] = {
        ...parts.actions,
        updateSettings: (patch) => {
          void calls.changeAgent(callPatch(patch)).then((answer) => show(store, answer));
        },
      };
      setForm({ ...parts, store, actions });
    };
    void begin();
    return () => {
      isCurrent = false;
    };
  }, [calls, parts, show]);

  const reset = useCallback(() => {
    if (form === null) return;
    void calls.resetAgent().then((answer) => show(form.store, answer));
  }, [calls, form, show]);

  return { form, problem, reset };
}
