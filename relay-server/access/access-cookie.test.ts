import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownerToken } from './access-config.ts';
import { AccessCookie } from './access-cookie.ts';

const TOKEN = 'correct-horse-battery-staple';
const OWNER = ownerToken(TOKEN);
const DAY_MS = 24 * 3600 * 1000;
let nowMs = 1_800_000_000_000;
const make = (token = TOKEN) => new AccessCookie([ownerToken(token)], () => nowMs);
/** What a browser sends back of a `Set-Cookie`. */
const sentBack = (setCookie: string) => setCookie.split(';', 1)[0] ?? '';

describe('AccessCookie', () => {
  const cookie = make();

  it('cannot be read by scripts, nor sent by another site, nor over a plain connection when it was set over TLS', () => {
    expect(cookie.issue(OWNER, true)).toMatch(
      /^sidetone=[\w.-]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect(cookie.issue(OWNER, false)).not.toContain('Secure');
  });

  it('admits what it issued, among other cookies too', () => {
    const mine = sentBack(cookie.issue(OWNER, false));
    expect(cookie.tokenIn(mine)).not.toBeNull();
    expect(cookie.tokenIn(`theme=dark; sidetone=other; ${mine} ;x=y`)).not.toBeNull();
  });

  it('outlives a restart and holds at another instance with the same token', () => {
    expect(make().tokenIn(sentBack(cookie.issue(OWNER, false)))).not.toBeNull();
  });

  it('ends when the token is changed', () => {
    expect(make(`${TOKEN}2`).tokenIn(sentBack(cookie.issue(OWNER, false)))).toBeNull();
  });

  it('ends after thirty days', () => {
    const mine = sentBack(cookie.issue(OWNER, false));
    nowMs += 30 * DAY_MS - 2000;
    expect(cookie.tokenIn(mine)).not.toBeNull();
    nowMs += 3000;
    expect(cookie.tokenIn(mine)).toBeNull();
  });

  it('does not hold the token', () => {
    const value = sentBack(cookie.issue(OWNER, false));
    expect(value).not.toContain(TOKEN);
    expect(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString('latin1')).not.toContain(TOKEN);
  });

  it('admits nothing that was changed or made up', () => {
    const [name = '', end = '', signature = ''] = sentBack(cookie.issue(OWNER, false))
      .slice('sidetone='.length)
      .split('.');
    const later = (Number.parseInt(end, 36) + 1).toString(36);
    for (const value of [
      `${name}.${later}.${signature}`,
      `${name}.${end}.`,
      `${name}..${signature}`,
      `other.${end}.${signature}`,
      `${end}.${signature}`,
      name,
      `${name}.${end}.${signature}.x`,
      '',
    ])
      expect(cookie.tokenIn(`sidetone=${value}`)).toBeNull();
    expect(cookie.tokenIn(undefined)).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => cookie.tokenIn(`sidetone=${text}`) === null));
    fc.assert(fc.property(fc.string(), (text) => cookie.tokenIn(text) === null));
  });
});
