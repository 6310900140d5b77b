/** The head of a column that sorts when it is pressed. */

import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import type { Sorting } from './use-sort.ts';

interface SortableHeaderProps<Key extends string> {
  sorting: Sorting<Key>;
  column: Key;
  label: string;
  /** What the column counts, on hover. */
  title?: string;
  className: string;
}

export function SortableHeader<Key extends string>(props: SortableHeaderProps<Key>) {
  const { sorting, column, label, title, className } = props;
  const { sort, sortBy } = sorting;
  const chosen = sort.key === column;
  const order = sort.descending ? 'descending' : 'ascending';
  const Arrow = sort.descending ? ArrowDown : ArrowUp;
  return (
    <th scope="col" aria-sort={chosen ? order : undefined} title={title} className={className}>
      <button
        type="button"
        onClick={() => sortBy(column)}
        className="inline-flex h-6 items-center gap-0.5 font-normal whitespace-nowrap hover:text-ink"
      >
        {label}
        {chosen && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  );
}
