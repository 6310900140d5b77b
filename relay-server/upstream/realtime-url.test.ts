import { describe, expect, it } from 'vitest';
import { realtimeUrl } from './realtime-url.ts';

describe('realtimeUrl', () => {
  it.each([
    ['https://api.openai.com/v1', 'wss://api.openai.com/v1/realtime'],
    ['https://api.openai.com/v1/', 'wss://api.openai.com/v1/realtime'],
    ['https://api.openai.com', 'wss://api.openai.com/v1/realtime'],
    ['http://localhost:8787', 'ws://localhost:8787/v1/realtime'],
    ['ws://127.0.0.1:8787/v1', 'ws://127.0.0.1:8787/v1/realtime'],
    ['wss://example.com/v1/realtime', 'wss://example.com/v1/realtime'],
    ['https://gateway.example.com/openai', 'wss://gateway.example.com/openai/v1/realtime'],
    ['https://x.openai.azure.com/openai/v1/', 'wss://x.openai.azure.com/openai/v1/realtime'],
    ['http://[::1]:8787/v1', 'ws://[::1]:8787/v1/realtime'],
  ])('makes of %s the address %s', (base, url) => {
    expect(realtimeUrl(base)).toEqual({ ok: true, url });
  });

  it.each([
    'nonsense',
    'ftp://example.com',
    'file:///etc/passwd',
    'https://',
    'https://e.com/v1?key=1',
    'https://e.com/#a',
  ])('refuses %s with words', (base) => {
    const result = realtimeUrl(base);
    expect(result.ok).toBe(false);
  });

  it('refuses credentials in the address and does not repeat them', () => {
    const result = realtimeUrl('https://user:hunter2@example.com/v1');
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });
});
