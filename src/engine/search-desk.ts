/** The engine's end of a search: hands out the log page by page to whoever searches it. One searcher at a time; matches nothing itself. */

import { messageOf } from '../lib/errors.ts';
import type { Scope } from '../lib/scope.ts';
import type { EventLog } from './event-log.ts';
import type { SearchPage, SearchRequest } from './search.messages.ts';

const NOTHING: SearchPage = {
  rows: new Uint32Array(0),
  lines: [],
  frames: null,
  next: 0,
  total: 0,
  failure: null,
};

export class SearchDesk {
  readonly #scope: Scope;
  readonly #log: () => Pick<EventLog, 'page'> | null;
  #release = () => {};

  /** `log`: of the conversation that is there now. */
  constructor(scope: Scope, log: () => Pick<EventLog, 'page'> | null) {
    this.#scope = scope;
    this.#log = log;
  }

  attach(port: MessagePort): void {
    this.#release();
    const stop = this.#scope.listen<MessageEvent<SearchRequest>>(
      port,
      'message',
      (event) => void this.#answer(port, event.data),
    );
    this.#release = this.#scope.add(() => {
      stop();
      port.close();
    });
    port.start();
  }

  /** Never rejects: what cannot be read is an answer too. */
  async #answer(port: MessagePort, request: SearchRequest): Promise<void> {
    const page = await this.#read(request);
    port.postMessage(page, page.frames ? [page.frames.bytes] : []);
  }

  async #read(request: SearchRequest): Promise<SearchPage> {
    try {
      return (await this.#log()?.page(request)) ?? NOTHING;
    } catch (error) {
      return { ...NOTHING, next: request.from, total: request.from, failure: messageOf(error) };
    }
  }
}
