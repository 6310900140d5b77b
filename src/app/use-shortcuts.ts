/** Ties the page's keyboard to the console's actions. */

import type { RefObject } from 'react';
import { canConverse } from '../store/connection.ts';
import { listenForShortcuts } from '../ui/controls/shortcuts.ts';
import { useConsoleParts } from '../ui/kit/console-context.tsx';
import { useScope } from '../ui/kit/use-scope.ts';

export function useShortcuts(
  messageField: RefObject<HTMLTextAreaElement | null>,
  showHelp: () => void,
): void {
  const { store, actions } = useConsoleParts();
  useScope(
    (scope) => {
      listenForShortcuts(scope, window, {
        canTalk: () => {
          const { connection, settings } = store.getState();
          return canConverse(connection) && settings.asked.turnDetection.kind === 'none';
        },
        talk: (down) => actions.pushToTalk(down),
        interrupt: () => actions.interrupt('escape'),
        toggleMute: () => actions.setMuted(!store.getState().microphone.muted),
        togglePlay: () => {
          if (store.getState().replaying) actions.pausePlaying();
          else void actions.playFrom();
        },
        step: (by, direction) => actions.step(by, direction),
        focusMessage: () => messageField.current?.focus(),
        showHelp,
      });
    },
    [store, actions, messageField, showHelp],
  );
}
