/** Who is served, as far as one client can be told from another: by the name of its token, else by its address. */

export interface Client {
  /** The same for all connections of one client. Not a secret. */
  key: string;
  /** For people and logs. */
  label: string;
  /** May see what passes in other clients' sessions, and end them. */
  mayWatch: boolean;
}

export function namedClient({ name, mayWatch }: { name: string; mayWatch: boolean }): Client {
  return { key: `client:${name}`, label: name, mayWatch };
}

/** Of a relay that asks for no token. */
export function clientAt(addressKey: string, mayWatch: boolean): Client {
  return { key: `address:${addressKey}`, label: addressKey, mayWatch };
}
