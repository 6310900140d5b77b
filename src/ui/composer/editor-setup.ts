/** CodeMirror as the composer needs it: JSON, checked and completed by the type of the event, in the page's looks. Makes extensions only. */

import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  type Completion,
  type CompletionContext,
  completionKeymap,
  completionStatus,
  startCompletion,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { linter, lintKeymap } from '@codemirror/lint';
import { type Extension, Prec } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers, tooltips } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { checkEvent } from './check-event.ts';
import { type Suggestion, suggestionsAt } from './complete-event.ts';

export interface EditorHandlers {
  onChange: (text: string) => void;
  onSend: () => void;
  /** An arrow that leads out of the text, up (-1) or down (1). False = it means nothing more. */
  onStep: (by: -1 | 1) => boolean;
}

/** The handlers may be called for as long as the editor lives. */
export function editorExtensions({ onChange, onSend, onStep }: EditorHandlers): Extension[] {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    indentUnit.of('  '),
    json(),
    syntaxHighlighting(highlights),
    linter((view) => faultsOf(view), { delay: 150 }),
    autocompletion({ override: [complete], icons: false, interactionDelay: 0 }),
    // Out of the panel, which would cut them off.
    tooltips({ position: 'fixed', parent: document.body }),
    Prec.highest(
      keymap.of([
        { key: 'Mod-Enter', run: () => (onSend(), true) },
        { key: 'ArrowUp', run: (view) => isFree(view, 1) && onStep(-1) },
        { key: 'ArrowDown', run: (view) => isFree(view, view.state.doc.lines) && onStep(1) },
      ]),
    ),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...historyKeymap,
      ...lintKeymap,
      ...defaultKeymap,
    ]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': 'Event to send' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
    looks,
  ];
}

/** The caret is on that line and nothing is being chosen. */
function isFree({ state }: EditorView, line: number): boolean {
  const { main } = state.selection;
  return main.empty && completionStatus(state) === null && state.doc.lineAt(main.head).number === line;
}

function faultsOf({ state }: EditorView) {
  return checkEvent(state.doc.toString()).faults.map(({ from, to, level, words }) => ({
    from,
    to,
    severity: level,
    message: words,
  }));
}

function complete(context: CompletionContext) {
  const text = context.state.doc.toString();
  const found = suggestionsAt(text, context.pos);
  if (!found) return null;
  // Unasked it comes where a word is being typed, not at every place where one could stand.
  if (!context.explicit && !/["\w]$/.test(text.slice(found.from, context.pos))) return null;
  return {
    from: found.from,
    // Typed with or without its quotes.
    filter: false,
    options: found.options
      .filter(({ label }) => begins(label, text.slice(found.from, context.pos)))
      .map(option),
  };
  function option(suggestion: Suggestion): Completion {
    const { label, detail, insert, caret } = suggestion;
    return {
      label,
      detail,
      apply(view, _completion, from) {
        const to = Math.max(found?.to ?? from, view.state.selection.main.head);
        view.dispatch({
          changes: { from, to, insert },
          selection: { anchor: from + caret },
          userEvent: 'input.complete',
        });
        // Between quotes or brackets there is mostly something to choose.
        if (caret < insert.length) startCompletion(view);
      },
    };
  }
}

function begins(label: string, typed: string): boolean {
  const bare = (text: string) => text.replaceAll('"', '').toLowerCase();
  return bare(label).includes(bare(typed));
}

/** Weight instead of colour: colour belongs to voices and states. */
const highlights = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--ink)', fontWeight: '600' },
  { tag: tags.string, color: 'var(--ink)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--ink-2)', fontStyle: 'italic' },
  { tag: tags.punctuation, color: 'var(--ink-3)' },
]);

const mono = { fontFamily: 'var(--font-mono)', fontSize: '12px', lineHeight: '18px' };
const looks = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--raised)', color: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { ...mono, overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--ink-3)', border: 'none' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'var(--line)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--line)' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--error-wash)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--edge)',
    borderRadius: '6px',
    maxWidth: 'min(480px, 90vw)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { ...mono, maxHeight: '200px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--ink)', color: 'var(--ground)' },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal' },
  '.cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail': { color: 'var(--ground)' },
  '.cm-diagnostic': { borderLeft: 'none', padding: '4px 8px' },
});
