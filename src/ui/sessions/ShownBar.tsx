/** Says that the session on the screen is not held here but recorded or watched, what it is, and the way back. */

import clsx from 'clsx';
import { useActions, useConsole } from '../kit/console-context.tsx';
import { Button } from '../kit/Button.tsx';
import { type ShownWords, shownWords } from './shown-words.ts';

export function ShownBar() {
  const shown = useConsole((state) => state.shown);
  const actions = useActions();
  if (shown.kind === 'live') return null;
  const words = shownWords(shown);
  return (
    <section
      aria-label="Shown session"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-sunken py-1 pr-2 pl-3"
    >
      <Badge words={words} />
      <p className="min-w-0 flex-1 basis-64 truncate text-ink-2" title={words.what}>
        {words.what}
      </p>
      <div className="flex gap-2">
        {shown.kind === 'watched' && words.running && (
          <Button look="plain" className="h-7" onClick={() => actions.watch(shown.session, !shown.withSound)}>
            {shown.withSound ? 'Without sound' : 'With sound'}
          </Button>
        )}
        <Button look="plain" className="h-7" onClick={() => actions.takeShownSettings()}>
          Use its settings
        </Button>
        <Button look="solid" className="h-7" onClick={() => actions.backToLive()}>
          Back to live
        </Button>
      </div>
      {words.trouble !== null && (
        <p role="status" className="basis-full text-wire text-error-ink">
          {words.trouble}
        </p>
      )}
      {words.note !== null && <p className="basis-full text-wire text-ink-2">{words.note}</p>}
    </section>
  );
}

function Badge({ words }: { words: ShownWords }) {
  return (
    <strong
      role="status"
      className={clsx(
        'rounded-sm border px-1.5 text-wire font-semibold whitespace-nowrap',
        words.running ? 'border-ink bg-ink text-ground' : 'border-edge text-ink',
      )}
    >
      {words.badge}
    </strong>
  );
}
