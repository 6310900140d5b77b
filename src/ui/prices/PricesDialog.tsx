/** The table of prices over everything else, in the browser's own modal dialog. */

import X from 'lucide-react/icons/x';
import { type RefObject, useState } from 'react';
import { IconButton } from '../kit/Button.tsx';
import { PriceList } from './PriceList.tsx';

export function PricesDialog({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }) {
  const [open, setOpen] = useState(false);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="prices-title"
      onToggle={(event) => setOpen(event.newState === 'open')}
      className="m-auto max-h-[calc(100dvh-32px)] w-[min(44rem,calc(100vw-16px))] overflow-y-auto rounded-md border border-edge bg-raised p-0 text-ink"
    >
      <div className="flex items-center justify-between py-1 pr-1 pl-4">
        <h2 id="prices-title" className="font-semibold">
          Prices
        </h2>
        <IconButton label="Close" onClick={() => dialog.current?.close()}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      {open && <PriceList />}
    </dialog>
  );
}
