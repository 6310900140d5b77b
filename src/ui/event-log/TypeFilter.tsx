/** Which types the log shows: a tree with counts, behind a button. */

import clsx from 'clsx';
import ListFilter from 'lucide-react/icons/list-filter';
import { useCallback } from 'react';
import { Button } from '../kit/Button.tsx';
import { Popover } from '../kit/Popover.tsx';
import { formatCount } from './format.ts';
import { type TypeCount, type TypeGroup, typeTree, withTypes } from './type-tree.ts';

interface TypeFilterProps {
  counts: () => TypeCount[];
  hidden: readonly string[];
  onChange: (hidden: string[]) => void;
}

export function TypeFilter({ counts, hidden, onChange }: TypeFilterProps) {
  return (
    <Popover
      opens="down"
      label={hidden.length === 0 ? 'Choose types' : `Choose types, ${formatCount(hidden.length)} hidden`}
      icon={
        <span className={clsx('relative', hidden.length > 0 && 'text-ink')}>
          <ListFilter size={16} aria-hidden />
          {hidden.length > 0 && (
            <span aria-hidden className="absolute -top-2 -right-2 font-mono text-wire">
              {formatCount(hidden.length)}
            </span>
          )}
        </span>
      }
    >
      <TypeList groups={typeTree(counts(), hidden)} hidden={hidden} onChange={onChange} />
    </Popover>
  );
}

interface TypeListProps {
  groups: TypeGroup[];
  hidden: readonly string[];
  onChange: (hidden: string[]) => void;
}

function TypeList({ groups, hidden, onChange }: TypeListProps) {
  const all = groups.flatMap((group) => group.types.map(({ type }) => type));
  if (all.length === 0) return <p className="text-ink-2">Types appear here once there are events.</p>;
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center justify-between">
        <span className="font-medium">Types shown</span>
        <Button look="bare" disabled={hidden.length === 0} onClick={() => onChange([])}>
          Show all
        </Button>
      </div>
      <ul className="font-mono text-wire">
        {groups.map(({ name, rows, types }) => {
          const alone = types.length === 1 ? types[0] : undefined;
          const own = types.map(({ type }) => type);
          const others = all.filter((type) => !own.includes(type));
          return (
            <li key={name}>
              <TypeLine
                name={alone ? alone.type : name}
                rows={rows}
                types={own}
                hidden={hidden}
                onShow={(shown) => onChange(withTypes(hidden, own, shown))}
                onOnly={() => onChange(others)}
              />
              {!alone && (
                <ul className="pl-5">
                  {types.map((each) => (
                    <li key={each.type}>
                      <TypeLine
                        name={each.name}
                        rows={each.rows}
                        types={[each.type]}
                        hidden={hidden}
                        onShow={(shown) => onChange(withTypes(hidden, [each.type], shown))}
                        onOnly={() => onChange(all.filter((type) => type !== each.type))}
                      />
                    </li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface TypeLineProps {
  name: string;
  rows: number;
  types: readonly string[];
  hidden: readonly string[];
  onShow: (shown: boolean) => void;
  onOnly: () => void;
}

function TypeLine({ name, rows, types, hidden, onShow, onOnly }: TypeLineProps) {
  const shown = types.filter((type) => !hidden.includes(type)).length;
  const mixed = shown > 0 && shown < types.length;
  const markMixed = useCallback(
    (input: HTMLInputElement | null) => {
      if (input) input.indeterminate = mixed;
    },
    [mixed],
  );
  return (
    <div className="group flex h-6 items-center gap-2 rounded-sm hover:bg-sunken">
      <label className="flex min-w-0 flex-1 items-center gap-2">
        <input
          ref={markMixed}
          type="checkbox"
          className="size-4 shrink-0 accent-ink"
          checked={shown > 0}
          onChange={() => onShow(shown < types.length)}
        />
        <span className="truncate">{name}</span>
      </label>
      <Button
        look="bare"
        className="text-wire"
        aria-label={`Only ${types.length === 1 ? types[0] : name}`}
        onClick={onOnly}
      >
        only
      </Button>
      <span className="w-12 shrink-0 text-right text-ink-3 tabular-nums">{formatCount(rows)}</span>
    </div>
  );
}
