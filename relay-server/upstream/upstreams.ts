/** The upstreams that there are, and which of them a client gets: the one it names, the one that has its model, or the default. */

import type { Refusal } from '../access/refusal.ts';
import type { Upstream } from './upstream.ts';

/** In a path: `/upstreams/azure/v1/realtime`, so that an SDK needs nothing but another base URL. */
const NAMED_PATH = /^\/upstreams\/([^/]+)(\/.*)$/;
/** In a query, for clients that cannot choose the path. It is not passed on. */
const QUERY_NAME = 'upstream';
const QUERY_REQUEST_ID = 'client_request_id';

export interface Wish {
  /** Path without the upstream's name. */
  path: string;
  /** Without the upstream's name. */
  query: URLSearchParams;
  /** Null: the client names none. */
  name: string | null;
  /** The client's name for this connection, for clients that cannot set a header; null when there is none. */
  requestId: string | null;
}

/** Takes a request's address apart. A name in the path counts more than one in the query. */
export function wishOf(url: URL): Wish {
  const query = new URLSearchParams(url.searchParams);
  const inQuery = query.get(QUERY_NAME)?.trim() ?? '';
  query.delete(QUERY_NAME);
  const requestId = query.get(QUERY_REQUEST_ID);
  query.delete(QUERY_REQUEST_ID);
  const [, inPath, path] = NAMED_PATH.exec(url.pathname) ?? [];
  const name = inPath === undefined ? inQuery : decoded(inPath);
  return { path: path ?? url.pathname, query, name: name === '' ? null : name, requestId };
}

export class Upstreams {
  /** The default first. */
  readonly list: readonly [Upstream, ...Upstream[]];

  constructor(list: readonly [Upstream, ...Upstream[]]) {
    this.list = list;
  }

  choose({
    name,
    query,
  }: Pick<Wish, 'name' | 'query'>): { ok: true; upstream: Upstream } | { ok: false; refusal: Refusal } {
    const [first] = this.list;
    if (name !== null) {
      const named = this.list.find(({ id }) => id === name);
      return named === undefined
        ? { ok: false, refusal: this.#unknown(name) }
        : { ok: true, upstream: named };
    }
    const model = query.get('model')?.trim() ?? '';
    if (model === '' || first.models.includes(model)) return { ok: true, upstream: first };
    const having = this.list.filter(({ models }) => models.includes(model));
    return { ok: true, upstream: (having.length === 1 ? having[0] : undefined) ?? first };
  }

  #unknown(name: string): Refusal {
    const known = this.list.map(({ id }) => id).join(', ');
    const shown = name.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, 40);
    return {
      status: 404,
      code: 'upstream_not_found',
      message: `There is no upstream named ${shown} here. Choose one of these: ${known}; or name none to get the first.`,
      retryAfterS: null,
    };
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
