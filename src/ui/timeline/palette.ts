/** The theme's colours as canvas code needs them. Owns reading them from the page; knows no shapes. */

import type { Scope } from '../../lib/scope.ts';

const NAMES = [
  'ground',
  'sunken',
  'line',
  'ink',
  'ink-2',
  'ink-3',
  'you',
  'assistant',
  'error',
  'note',
  'focus',
  'tool',
] as const;

export type ColourName = (typeof NAMES)[number];

export interface Palette {
  colour: Record<ColourName, string>;
  /** Family list of the wire's type. */
  fontFamily: string;
}

/** Reads the custom properties as they hold for `probe`, an element of its own that is not seen. */
export function readPalette(probe: HTMLElement): Palette {
  const entries = NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.style.color = '';
  return {
    colour: Object.fromEntries(entries) as Record<ColourName, string>,
    fontFamily: getComputedStyle(probe).fontFamily || 'monospace',
  };
}

/** Calls back when the theme may have changed: the page's attribute, or the system's preference. */
export function watchTheme(scope: Scope, onChange: () => void): void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-theme', 'class', 'style'],
  });
  scope.add(() => observer.disconnect());
  scope.listen(window.matchMedia('(prefers-color-scheme: dark)'), 'change', onChange);
}
