/** The searcher's home in the browser: a worker of its own, which the page can end at any time. Only wires. */

import { unreachable } from '../lib/errors.ts';
import type { SearchCommand } from './search.messages.ts';
import { Searcher } from './searcher.ts';

const searcher = new Searcher((report) => self.postMessage(report));

self.addEventListener('message', ({ data: command }: MessageEvent<SearchCommand>) => {
  switch (command.kind) {
    case 'attach':
      return searcher.attach(command.port);
    case 'search':
      return searcher.search(command);
    case 'look':
      return searcher.look();
    case 'pause':
      return searcher.pause();
    default:
      return unreachable(command);
  }
});
