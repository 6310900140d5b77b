/**
 * How often an address may present a wrong token: ten at once, and then one every six seconds. Memory is bounded; of more addresses
 * than fit, the one that failed longest ago is forgotten.
 */

import type { Clock } from '../../src/lib/clock.ts';

const PER_MINUTE = 10;
const REFILL_MS = 60_000 / PER_MINUTE;
const MAX_ADDRESSES = 4096;

interface Bucket {
  left: number;
  atMs: number;
}

export class Attempts {
  readonly #clock: Clock;
  readonly #maxAddresses: number;
  /** In the order of the last failure. An address without an entry has all its attempts. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, maxAddresses = MAX_ADDRESSES) {
    this.#clock = clock;
    this.#maxAddresses = maxAddresses;
  }

  /** Addresses that are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Whole seconds until this address may try again; 0 when it may now. */
  waitSeconds(address: string | undefined): number {
    const left = this.#left(keyOf(address));
    return left >= 1 ? 0 : Math.ceil(((1 - left) * REFILL_MS) / 1000);
  }

  /** Counts a wrong token. */
  failed(address: string | undefined): void {
    const key = keyOf(address);
    const left = this.#left(key);
    this.#buckets.delete(key);
    this.#buckets.set(key, { left: Math.max(0, left - 1), atMs: this.#clock.nowMs() });
    if (this.#buckets.size <= this.#maxAddresses) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }

  #left(key: string): number {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return PER_MINUTE;
    const left = bucket.left + (this.#clock.nowMs() - bucket.atMs) / REFILL_MS;
    if (left < PER_MINUTE) return left;
    this.#buckets.delete(key);
    return PER_MINUTE;
  }
}

/**
 * One key for what one person can easily have many of: an IPv4 address is itself, also when mapped into IPv6; of an IPv6 address the
 * first 64 bits count, for every customer gets at least that many.
 */
export function keyOf(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('%', 1)[0]?.split('::', 2) ?? [];
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const tailGroups = tail === '' ? 0 : tail.split(':').length;
    const zeros = Math.max(0, 8 - groups.length - tailGroups);
    groups.push(...Array.from({ length: zeros }, () => '0'), ...(tail === '' ? [] : tail.split(':')));
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}
