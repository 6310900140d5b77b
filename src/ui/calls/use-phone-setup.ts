/** The setup of the relay's number as a panel shows it: looked at once when the panel opens, and again when asked. */

import { useCallback, useEffect, useState } from 'react';
import type { PhoneFacts } from '../../lib/call-messages.ts';
import type { SetupStep } from '../../lib/phone-setup.ts';
import { useActions } from '../kit/console-context.tsx';

interface PhoneSetupView {
  /** Of the last look; null before there was one. */
  steps: readonly SetupStep[] | null;
  /** Null while it is not known. */
  facts: PhoneFacts | null;
  busy: 'checking' | 'setting' | null;
  problem: string | null;
  check: () => void;
  setWebhook: () => void;
}

export function usePhoneSetup(): PhoneSetupView {
  const { phone, calls } = useActions();
  const [steps, setSteps] = useState<readonly SetupStep[] | null>(null);
  const [facts, setFacts] = useState<PhoneFacts | null>(null);
  const [busy, setBusy] = useState<PhoneSetupView['busy']>('checking');
  const [problem, setProblem] = useState<string | null>(null);

  const look = useCallback(() => Promise.all([phone.readSetup(), calls.readFacts()]), [calls, phone]);

  const show = useCallback(([setup, known]: Awaited<ReturnType<typeof look>>) => {
    setBusy(null);
    setProblem(setup.ok ? null : setup.words);
    if (setup.ok) setSteps(setup.value.steps);
    if (known.ok) setFacts(known.value);
  }, []);

  useEffect(() => {
    let isOpen = true;
    const begin = async () => {
      const found = await look();
      if (isOpen) show(found);
    };
    void begin();
    return () => {
      isOpen = false;
    };
  }, [look, show]);

  const check = useCallback(async () => {
    setBusy('checking');
    show(await look());
  }, [look, show]);

  const set = useCallback(async () => {
    setBusy('setting');
    const answer = await phone.setWebhook();
    setBusy(null);
    setProblem(answer.ok ? null : answer.words);
    if (!answer.ok) return;
    setSteps((before) => (before ?? []).map((step) => (step.id === answer.value.id ? answer.value : step)));
  }, [phone]);

  return { steps, facts, busy, problem, check: () => void check(), setWebhook: () => void set() };
}
