/** The setup of the relay's number as a panel shows it: looked at once when the panel opens, and again when asked. */

import { useCallback, useEffect, useRef, useState } from 'react';
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
  /** What was asked last; the answer to anything before comes too late. */
  const asked = useRef(0);

  const look = useCallback(async () => {
    const number = (asked.current += 1);
    const [setup, known] = await Promise.all([phone.readSetup(), calls.readFacts()]);
    if (number !== asked.current) return;
    setBusy(null);
    setProblem(setup.ok ? null : setup.words);
    if (setup.ok) setSteps(setup.value.steps);
    if (known.ok) setFacts(known.value);
  }, [calls, phone]);

  const check = useCallback(() => {
    setBusy('checking');
    void look();
  }, [look]);

  const set = useCallback(async () => {
    const number = (asked.current += 1);
    setBusy('setting');
    const answer = await phone.setWebhook();
    if (number !== asked.current) return;
    setBusy(null);
    setProblem(answer.ok ? null : answer.words);
    if (!answer.ok) return;
    setSteps((before) => (before ?? []).map((step) => (step.id === answer.value.id ? answer.value : step)));
  }, [phone]);

  useEffect(() => {
    void look();
    return () => {
      asked.current += 1;
    };
  }, [look]);

  return { steps, facts, busy, problem, check, setWebhook: () => void set() };
}
