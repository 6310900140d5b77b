/** The composer without its looks: the text, what is wrong with it, history, and sending. */

import { useCallback, useMemo, useState } from 'react';
import type { ClientEventType } from '../../protocol/realtime/events.ts';
import { useActions, useConsoleParts } from '../kit/console-context.tsx';
import { usePreference } from '../kit/use-preference.ts';
import { checkEvent } from './check-event.ts';
import { type Place, step, withSent } from './history.ts';
import { templateOf } from './templates.ts';
import { useOutcome } from './use-outcome.ts';

export function useComposer() {
  const { store } = useConsoleParts();
  const { sendEvent } = useActions();
  const [text, setText] = usePreference('composerDraft');
  const [history, setHistory] = usePreference('composerHistory');
  const [place, setPlace] = useState<Place | null>(null);
  const { outcome, sent, forget } = useOutcome();
  const checked = useMemo(() => checkEvent(text), [text]);
  const hasErrors = checked.faults.some(({ level }) => level === 'error');

  const write = useCallback(
    (next: string) => {
      setText(next);
      setPlace(null);
      forget();
    },
    [setText, forget],
  );

  /** `anyway`: although the server will refuse it. */
  const send = async (anyway: boolean) => {
    const { event } = checked;
    if (event === null || (hasErrors && !anyway)) return;
    const eventId = await sendEvent(JSON.stringify(event));
    sent(eventId);
    if (eventId === null) return;
    setHistory(withSent(history, text));
    setPlace(null);
  };

  /** True when there was something that way. */
  const stepBy = (by: -1 | 1): boolean => {
    const next = step(history, place, by, text);
    if (next === null) return false;
    setPlace(next.place);
    setText(next.text);
    return true;
  };

  const choose = (type: ClientEventType) => write(templateOf(type, latestItemId(store.getState().order)));

  return {
    text,
    /** Typed, or shown again by the editor after a step through the history. */
    onChange: (next: string) => {
      if (next !== text) write(next);
    },
    checked,
    hasErrors,
    send,
    stepBy,
    place,
    historyLength: history.length,
    choose,
    outcome,
  };
}

/** Seams and answers that were never sent have no id that the server knows; the newest is what a person mostly means. */
function latestItemId(order: readonly string[]): string {
  return order.findLast((id) => !id.startsWith('seam')) ?? '';
}
