/** Behaviour of the list of past sessions: what is shown of them, and the search. Draws nothing. */

import { useEffect, useRef, useState } from 'react';
import type { Found, LibrarySession } from '../../engine/library/library.messages.ts';
import { useActions, useConsole } from '../kit/console-context.tsx';

/** More are shown on demand: nobody reads hundreds. */
const PAGE = 100;

export interface RecordedListView {
  /** For `Today` and `Yesterday`. */
  openedEpochMs: number;
  /** null: the library is being opened, or there is none. */
  all: LibrarySession[] | null;
  /** Those that the search leaves, newest first. */
  shown: LibrarySession[];
  /** How many more the search leaves. */
  hidden: number;
  showMore: () => void;
  /** Words around what was looked for. */
  excerptOf: (id: string) => string | null;
  text: string;
  search: (text: string) => void;
}

export function useRecordedList(): RecordedListView {
  const actions = useActions();
  const library = useConsole((state) => state.library);
  const [text, setText] = useState('');
  const [found, setFound] = useState<Found[] | null>(null);
  const attempts = useRef(0);
  const [limit, setLimit] = useState(PAGE);
  const [openedEpochMs] = useState(() => Date.now());
  const all = library.status === 'ready' ? library.sessions : null;

  // Another tab may have recorded or deleted some.
  useEffect(() => actions.library.refresh(), [actions]);

  const search = (next: string) => {
    setText(next);
    const attempt = (attempts.current += 1);
    const show = (answer: Found[] | null) => {
      // A later search has its own answer.
      if (attempts.current === attempt) setFound(answer);
    };
    if (next.trim() === '') show(null);
    else void actions.library.search(next).then(show);
  };

  const excerpts = new Map(found?.map(({ id, excerpt }) => [id, excerpt]));
  const matching = all?.filter(({ id }) => found === null || excerpts.has(id)) ?? [];
  return {
    openedEpochMs,
    all,
    shown: matching.slice(0, limit),
    hidden: Math.max(0, matching.length - limit),
    showMore: () => setLimit((before) => before + PAGE),
    excerptOf: (id) => excerpts.get(id) ?? null,
    text,
    search,
  };
}
