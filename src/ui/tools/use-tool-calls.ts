/** The calls of one tool, stable while none of them changes: other items stream many times a second. */

import { useShallow } from 'zustand/react/shallow';
import type { Item, ToolCallItem } from '../../session/types.ts';
import { useConsole } from '../kit/console-context.tsx';
import { callsOf } from './tool-calls.ts';

interface Seen {
  order: string[];
  calls: ToolCallItem[];
}

/** Most changes of the store leave the conversation alone: no need to walk it again for those. */
const seen = new WeakMap<Record<string, Item>, Map<string, Seen>>();

export function useToolCalls(name: string): ToolCallItem[] {
  return useConsole(
    useShallow((state) => {
      const byName = seen.get(state.items) ?? new Map<string, Seen>();
      seen.set(state.items, byName);
      const last = byName.get(name);
      if (last?.order === state.order) return last.calls;
      const calls = callsOf(state, name);
      byName.set(name, { order: state.order, calls });
      return calls;
    }),
  );
}
