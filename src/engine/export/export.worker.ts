/** Makes files of session files in a worker of its own, so that a long one holds up neither speech nor the page. Ended to cancel. Only wires. */

import type { ExportCommand } from './export.messages.ts';
import { handleExport } from './make-export.ts';

self.addEventListener('message', ({ data }: MessageEvent<ExportCommand>) => {
  void handleExport(data, (message) => self.postMessage(message));
});
