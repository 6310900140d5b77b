/** Sids for tests: of the right form, and different for different numbers. */

const hex = (n: number) => n.toString(16).padStart(32, '0');

export const callSid = (n: number) => `CA${hex(n)}`;
export const streamSid = (n: number) => `MZ${hex(n)}`;
export const ACCOUNT_SID = `AC${hex(7)}`;
