/** Where one session ended and the conversation went on in another: a broken line across the transcript, and what it means. */

import type { SeamItem } from '../../session/types.ts';
import { formatMinutes } from '../event-log/format.ts';

export function Seam({ item }: { item: SeamItem }) {
  return (
    <div className="flex gap-2 px-3 py-2" data-seam={item.state}>
      <span className="hidden w-12 shrink-0 pt-1.5 text-right font-mono text-wire text-ink-3 tabular-nums @min-[420px]:block">
        {formatMinutes(item.startedAtMs)}
      </span>
      <p className="min-w-0 flex-1 border-y border-dashed border-edge py-1.5 text-control text-ink-2">
        {item.words}
      </p>
    </div>
  );
}
