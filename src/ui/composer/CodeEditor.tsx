/** A text field for JSON that knows client events. Owns the CodeMirror view; the text belongs to whoever draws it. */

import { EditorView } from '@codemirror/view';
import { type Ref, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { editorExtensions, type EditorHandlers } from './editor-setup.ts';

export interface EditorHandle {
  /** Puts the caret at an offset of the text and goes there. */
  goTo: (offset: number) => void;
}

interface CodeEditorProps extends EditorHandlers {
  text: string;
  handle: Ref<EditorHandle>;
}

export function CodeEditor({ text, handle, ...handlers }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(handlers);

  useLayoutEffect(() => {
    latest.current = handlers;
  });

  useLayoutEffect(() => {
    if (!place.current) return;
    const made = new EditorView({
      parent: place.current,
      extensions: editorExtensions({
        onChange: (next) => latest.current.onChange(next),
        onSend: () => latest.current.onSend(),
        onStep: (by) => latest.current.onStep(by),
      }),
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, []);

  // What was not typed here (a template, an earlier event) takes the place of what is there, and can be undone like typing.
  useLayoutEffect(() => {
    const { current } = view;
    if (!current || current.state.doc.toString() === text) return;
    current.dispatch({
      changes: { from: 0, to: current.state.doc.length, insert: text },
      selection: { anchor: placeToFill(text) },
      scrollIntoView: true,
    });
  }, [text]);

  useImperativeHandle(
    handle,
    () => ({
      goTo(offset) {
        const { current } = view;
        if (!current) return;
        const anchor = Math.min(offset, current.state.doc.length);
        current.dispatch({ selection: { anchor }, scrollIntoView: true });
        current.focus();
      },
    }),
    [],
  );

  return <div ref={place} className="h-full min-h-0" />;
}

/** Between the first empty quotes, else the end. */
function placeToFill(text: string): number {
  const empty = text.indexOf('""');
  return empty < 0 ? text.trimEnd().length : empty + 1;
}
