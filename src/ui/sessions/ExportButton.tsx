/** Opens the export of the session that is shown. */

import Download from 'lucide-react/icons/download';
import { useRef } from 'react';
import { Button } from '../kit/Button.tsx';
import { ExportDialog } from './ExportDialog.tsx';

export function ExportButton() {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <Button look="bare" aria-haspopup="dialog" onClick={() => dialog.current?.showModal()}>
        <Download size={14} aria-hidden />
        Export
      </Button>
      <ExportDialog dialog={dialog} />
    </>
  );
}
