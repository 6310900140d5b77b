/** The list of shortcuts, in the browser's own modal dialog: it keeps the focus, closes on Escape and gives the focus back. */

import X from 'lucide-react/icons/x';
import type { Ref } from 'react';
import { IconButton } from '../kit/Button.tsx';
import { shortcutList } from '../controls/shortcuts.ts';

export function KeyboardHelp({ dialog }: { dialog: Ref<HTMLDialogElement> }) {
  return (
    <dialog
      ref={dialog}
      aria-labelledby="keyboard-help-title"
      className="m-auto w-[min(28rem,calc(100vw-16px))] rounded-md border border-edge bg-raised p-0 text-ink"
    >
      <div className="flex items-center justify-between border-b border-line py-1 pr-1 pl-4">
        <h2 id="keyboard-help-title" className="font-semibold">
          Keyboard
        </h2>
        <form method="dialog">
          <IconButton label="Close" type="submit">
            <X size={16} aria-hidden />
          </IconButton>
        </form>
      </div>
      <dl className="grid grid-cols-[max-content_1fr] gap-x-6 gap-y-2 p-4">
        {shortcutList.map(({ keys, words }) => (
          <div key={words} className="contents">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="h-5 rounded-sm border border-edge px-1.5 font-mono text-wire/[18px]"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd className="text-ink-2">{words}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
