/** What was just deleted, and the way back. Takes the focus: where that was is gone. */

import { Button } from '../kit/Button.tsx';
import type { Deletion } from './use-deletion.ts';

export function UndoLine({ deletion: { words, undo } }: { deletion: Deletion }) {
  if (words === null) return null;
  return (
    <div
      key={words}
      ref={focusButton}
      className="flex shrink-0 items-center gap-3 border-b border-line bg-sunken py-1 pr-2 pl-3"
    >
      <p role="status" className="min-w-0 flex-1 truncate font-medium">
        {words}
      </p>
      <Button look="plain" className="h-7" onClick={undo}>
        Undo
      </Button>
    </div>
  );
}

function focusButton(line: HTMLElement | null): void {
  line?.querySelector('button')?.focus();
}
