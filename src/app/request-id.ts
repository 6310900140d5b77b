/** A name for one connection, by which it is found in the relay's log, in its list of sessions, and at the model's side. */

/** Not `randomUUID`: that is missing where the page came over plain HTTP from another computer. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `req_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
