/**
 * The page's keyboard. Owns which keys mean what, and the held Space; what they do is given to it. Never takes a key from a text field, and
 * leaves Space to a control that was reached by keyboard, where it means "press this".
 */

import type { Scope } from '../../lib/scope.ts';

export interface ShortcutHandlers {
  /** Whether holding Space talks just now. */
  canTalk: () => boolean;
  talk: (down: boolean) => void;
  interrupt: () => void;
  toggleMute: () => void;
  focusMessage: () => void;
  togglePlay: () => void;
  step: (by: 'event' | 'turn', direction: 1 | -1) => void;
  showHelp: () => void;
}

/** For the help dialog, in order. */
export const shortcutList: { keys: string[]; words: string }[] = [
  { keys: ['Space'], words: 'Hold to talk, when turns are push to talk' },
  { keys: ['Esc'], words: 'Interrupt the assistant' },
  { keys: ['M'], words: 'Mute or unmute the microphone' },
  { keys: ['K'], words: 'Play both voices from the chosen moment, or pause' },
  { keys: ['J', 'L'], words: 'Go to the event before, or after' },
  { keys: ['Shift', 'J', 'L'], words: 'Go to the turn before, or after' },
  { keys: ['/'], words: 'Go to the message' },
  { keys: ['Enter'], words: 'Send the message' },
  { keys: ['Shift', 'Enter'], words: 'New line in the message' },
  { keys: ['Ctrl', 'Enter'], words: 'Apply the instructions (Command + Enter on a Mac)' },
  { keys: ['?'], words: 'Show this list' },
];

const TEXT_FIELDS =
  'textarea, select, [contenteditable=""], [contenteditable="true"], input:not([type="range"])';
const PRESSABLE =
  'button, a[href], summary, input, [role="button"], [role="switch"], [role="radio"], [role="tab"], [role="option"]';

/** Listens on the window until the scope ends; a held Space is let go then. */
export function listenForShortcuts(scope: Scope, page: Window, handlers: ShortcutHandlers): void {
  const { document } = page;
  let held = false;
  /** The control that the pointer, not the keyboard, gave the focus: Space there still talks. */
  let pressed: Element | null = null;

  const release = () => {
    if (!held) return;
    held = false;
    handlers.talk(false);
  };

  scope.listen<MouseEvent>(
    page,
    'click',
    (event) => {
      // Clicks that a key makes have no detail.
      if (event.detail > 0) pressed = document.activeElement;
    },
    { capture: true },
  );
  scope.listen<FocusEvent>(page, 'focusin', (event) => {
    if (event.target !== pressed) pressed = null;
  });

  scope.listen<KeyboardEvent>(page, 'keydown', (event) => {
    const focused = document.activeElement;
    if (event.key === ' ') {
      if (held) {
        event.preventDefault();
        return;
      }
      const taken =
        event.defaultPrevented || hasModifier(event) || isTextField(focused) || dialogIsOpen(document);
      const presses = focused?.closest(PRESSABLE) && focused !== pressed;
      if (taken || presses || event.repeat || !handlers.canTalk()) return;
      event.preventDefault();
      held = true;
      handlers.talk(true);
      return;
    }
    pressed = null;
    if (event.defaultPrevented || hasModifier(event) || event.isComposing || dialogIsOpen(document)) return;
    if (event.key === 'Escape') {
      handlers.interrupt();
      return;
    }
    if (isTextField(focused) || event.repeat) return;
    const handler = keyHandlers(handlers, event.shiftKey)[event.key.toLowerCase()];
    if (!handler) return;
    event.preventDefault();
    handler();
  });

  scope.listen<KeyboardEvent>(page, 'keyup', (event) => {
    if (event.key !== ' ' || !held) return;
    // Some browsers press the focused button on the way up.
    event.preventDefault();
    release();
  });
  // The key may come up in another window, which nobody tells us.
  scope.listen(page, 'blur', release);
  scope.listen(document, 'visibilitychange', () => {
    if (document.hidden) release();
  });
  scope.add(release);
}

function keyHandlers(handlers: ShortcutHandlers, shift: boolean): Record<string, () => void> {
  const by = shift ? 'turn' : 'event';
  return {
    m: handlers.toggleMute,
    k: handlers.togglePlay,
    j: () => handlers.step(by, -1),
    l: () => handlers.step(by, 1),
    '/': handlers.focusMessage,
    '?': handlers.showHelp,
  };
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

function isTextField(element: Element | null): boolean {
  return element?.matches(TEXT_FIELDS) ?? false;
}

function dialogIsOpen(document: Document): boolean {
  return document.querySelector('dialog[open]') !== null;
}
