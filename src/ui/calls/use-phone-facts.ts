/** What the relay's telephone can do, asked once while a panel wants it; null while that is not known. */

import { useEffect, useState } from 'react';
import type { PhoneFacts } from '../../lib/call-messages.ts';
import { useActions } from '../kit/console-context.tsx';

export function usePhoneFacts(wanted = true): PhoneFacts | null {
  const { calls } = useActions();
  const [facts, setFacts] = useState<PhoneFacts | null>(null);
  useEffect(() => {
    if (!wanted) return undefined;
    let isOpen = true;
    const ask = async () => {
      const answer = await calls.readFacts();
      if (isOpen && answer.ok) setFacts(answer.value);
    };
    void ask();
    return () => {
      isOpen = false;
    };
  }, [calls, wanted]);
  return facts;
}
