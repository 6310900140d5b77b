/** What calls the relay places, asked once while a panel is open; null while that is not known, and when it places none. */

import { useEffect, useState } from 'react';
import type { PhoneFacts } from '../../lib/call-messages.ts';
import { useActions } from '../kit/console-context.tsx';

export function useOutbound(): PhoneFacts['outbound'] {
  const { calls } = useActions();
  const [outbound, setOutbound] = useState<PhoneFacts['outbound']>(null);
  useEffect(() => {
    let isOpen = true;
    const ask = async () => {
      const facts = await calls.readFacts();
      if (isOpen && facts.ok) setOutbound(facts.value.outbound);
    };
    void ask();
    return () => {
      isOpen = false;
    };
  }, [calls]);
  return outbound;
}
