/** Session files dropped anywhere onto the page are opened; while they hover, the page says so. Covers even an open dialog. */

import { useCallback, useState } from 'react';
import { useActions } from '../kit/console-context.tsx';
import { useScope } from '../kit/use-scope.ts';
import { listenForFiles } from './file-drop.ts';

export function DropToOpen() {
  const { library } = useActions();
  const [hovering, setHovering] = useState(false);
  useScope(
    (scope) =>
      listenForFiles(scope, document, {
        onHover: setHovering,
        onFiles: (files) => void library.add(files, true),
      }),
    [library],
  );
  // The browser's top layer, where dialogs are too.
  const raise = useCallback((element: HTMLElement | null) => element?.showPopover(), []);
  if (!hovering) return null;
  return (
    <div
      ref={raise}
      popover="manual"
      className="pointer-events-none m-auto size-[calc(100%-16px)] border-2 border-dashed border-ink bg-raised/90 p-0 text-ink"
    >
      <p role="status" className="flex size-full items-center justify-center text-said font-semibold">
        Drop to open
      </p>
    </div>
  );
}
