import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../secret.ts';
import { AccessCookie } from './access-cookie.ts';

const TOKEN = 'correct-horse-battery-staple';
const DAY_MS = 24 * 3600 * 1000;
let nowMs = 1_800_000_000_000;
const make = (token = TOKEN) => new AccessCookie(new Secret(token), () => nowMs);
/** What a browser sends back of a `Set-Cookie`. */
const sentBack = (setCookie: string) => setCookie.split(';', 1)[0] ?? '';

describe('AccessCookie', () => {
  const cookie = make();

  it('cannot be read by scripts, nor sent by another site, nor over a plain connection when it was set over TLS', () => {
    expect(cookie.issue(true)).toMatch(
      /^sidetone=[\w.-]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect(cookie.issue(false)).not.toContain('Secure');
  });

  it('admits what it issued, among other cookies too', () => {
    const mine = sentBack(cookie.issue(false));
    expect(cookie.admits(mine)).toBe(true);
    expect(cookie.admits(`theme=dark; sidetone=other; ${mine} ;x=y`)).toBe(true);
  });

  it('outlives a restart and holds at another instance with the same token', () => {
    expect(make().admits(sentBack(cookie.issue(false)))).toBe(true);
  });

  it('ends when the token is changed', () => {
    expect(make(`${TOKEN}2`).admits(sentBack(cookie.issue(false)))).toBe(false);
  });

  it('ends after thirty days', () => {
    const mine = sentBack(cookie.issue(false));
    nowMs += 30 * DAY_MS - 2000;
    expect(cookie.admits(mine)).toBe(true);
    nowMs += 3000;
    expect(cookie.admits(mine)).toBe(false);
  });

  it('does not hold the token', () => {
    const value = sentBack(cookie.issue(false));
    expect(value).not.toContain(TOKEN);
    expect(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString('latin1')).not.toContain(TOKEN);
  });

  it('admits nothing that was changed or made up', () => {
    const [end = '', signature = ''] = sentBack(cookie.issue(false)).slice('sidetone='.length).split('.');
    const later = (Number.parseInt(end, 36) + 1).toString(36);
    for (const value of [
      `${later}.${signature}`,
      `${end}.`,
      `.${signature}`,
      end,
      `${end}.${signature}.x`,
      '',
    ])
      expect(cookie.admits(`sidetone=${value}`)).toBe(false);
    expect(cookie.admits(undefined)).toBe(false);
    fc.assert(fc.property(fc.string(), (text) => !cookie.admits(`sidetone=${text}`)));
    fc.assert(fc.property(fc.string(), (text) => !cookie.admits(text)));
  });
});
