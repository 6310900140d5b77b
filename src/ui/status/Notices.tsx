/** What a person should know, in lines of their own above the bottom bar: they take room and cover nothing. */

import clsx from 'clsx';
import CircleAlert from 'lucide-react/icons/circle-alert';
import Info from 'lucide-react/icons/info';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Notice } from '../../session/types.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { useActions, useConsole } from '../kit/console-context.tsx';
import { useScope } from '../kit/use-scope.ts';
import { CONFIG_NOTICE_ID, noticeList } from './notice-list.ts';

/** Long enough to read two lines twice. */
const INFO_STAYS_MS = 6000;
const icons = { info: Info, warning: TriangleAlert, error: CircleAlert };

/** `about`: only those whose key begins so. */
export function Notices({ about = '' }: { about?: string }) {
  const actions = useActions();
  const sources = useConsole(
    useShallow(({ notices, connection, configError }) => ({ notices, connection, configError })),
  );
  // Notices that follow from the state are not the store's to drop; dismissing hides them until the state says another thing.
  const [hidden, setHidden] = useState<Notice['id'][]>([]);
  // Newest first: where not all fit, it is the one that must be seen.
  const shown = noticeList(sources)
    .filter((notice) => notice.key.startsWith(about) && !hidden.includes(notice.id))
    .toReversed();
  if (shown.length === 0) return null;
  const dismiss = (notice: Notice) => {
    if (sources.notices.some((other) => other.id === notice.id)) actions.dismissNotice(notice.id);
    else setHidden((ids) => [...ids, notice.id]);
  };
  return (
    <div className="max-h-[25dvh] shrink-0 overflow-y-auto border-t border-line">
      {shown.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} dismiss={() => dismiss(notice)} />
      ))}
    </div>
  );
}

function NoticeLine({ notice, dismiss }: { notice: Notice; dismiss: () => void }) {
  const actions = useActions();
  const Icon = icons[notice.level];
  const isError = notice.level === 'error';

  useScope(
    (scope) => {
      if (notice.level === 'info') scope.after(INFO_STAYS_MS, dismiss);
    },
    // `dismiss` is new with every render and the wait must not start over.
    [notice.id, notice.level],
  );

  return (
    <div
      className={clsx(
        'flex items-start gap-2 border-line py-0.5 pr-1 pl-3 not-first:border-t',
        isError ? 'bg-error-wash' : 'bg-sunken',
      )}
    >
      <Icon
        size={16}
        aria-hidden
        className={clsx('mt-1.5 shrink-0', isError ? 'text-error-ink' : 'text-ink-2')}
      />
      <p role={isError ? 'alert' : 'status'} className="min-w-0 flex-1 py-1 break-words">
        <span className="font-medium">{notice.text}</span>{' '}
        {notice.nextStep && <span className="text-ink-2">{notice.nextStep}</span>}
      </p>
      {notice.id === CONFIG_NOTICE_ID && (
        <Button look="bare" className="mt-0.5" onClick={() => void actions.reloadConfig()}>
          Try again
        </Button>
      )}
      <IconButton label="Dismiss" className="size-7" onClick={dismiss}>
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
