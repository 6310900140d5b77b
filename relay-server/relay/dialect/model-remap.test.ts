/** Which model is asked for, on which day. */

import { describe, expect, it } from 'vitest';
import table from '../../upstream/model-remap.json';
import { changeHeader, changedModel, servedQuery } from './model-remap.ts';

const BEFORE = Date.parse('2027-01-19T23:59:59Z');
const AFTER = Date.parse('2027-01-20T00:00:00Z');
const openAi = { kind: 'openai', models: ['gpt-realtime'], defaultModel: 'gpt-realtime-2.1' } as const;

function to(model: string, nowEpochMs: number): string | null {
  return changedModel(model, nowEpochMs)?.to ?? null;
}

describe('a model', () => {
  it.each([
    ['gpt-4o-realtime-preview', 'gpt-realtime-2.1'],
    ['gpt-4o-realtime-preview-2024-10-01', 'gpt-realtime-2.1'],
    ['gpt-4o-mini-realtime-preview', 'gpt-realtime-2.1-mini'],
    ['gpt-4o-mini-realtime-preview-2024-12-17', 'gpt-realtime-2.1-mini'],
  ])('%s that is gone is always %s', (old, current) => {
    expect(to(old, 0)).toBe(current);
    expect(to(old, AFTER)).toBe(current);
  });

  it.each([
    ['gpt-realtime', 'gpt-realtime-2.1'],
    ['gpt-realtime-2025-08-28', 'gpt-realtime-2.1'],
    ['gpt-realtime-mini', 'gpt-realtime-2.1-mini'],
    ['gpt-realtime-mini-2025-12-15', 'gpt-realtime-2.1-mini'],
  ])('%s stays until its last day, and is %s from then on', (old, current) => {
    expect(to(old, BEFORE)).toBeNull();
    expect(to(old, AFTER)).toBe(current);
  });

  it.each([
    'gpt-realtime-2.1',
    'gpt-realtime-2.1-mini',
    'gpt-realtime-2',
    'gpt-realtime-1.5',
    'gpt-realtime-translate',
    'my-own-model',
    'x-gpt-realtime',
    'GPT-REALTIME',
    '',
    'gpt-4o-realtime-preview\r\nX-Evil: 1',
    'gpt-4o-realtime-preview another',
  ])('%j that the table does not name stays', (model) => {
    expect(to(model, AFTER)).toBeNull();
  });
});

it('the table leads only to models that stay, on real days, and says why', () => {
  for (const { to: current, since, why } of table) {
    expect(changedModel(current, Infinity)).toBeNull();
    expect(since === null || new Date(since).toISOString().startsWith(since)).toBe(true);
    expect(why).not.toBe('');
  }
});

describe('a query', () => {
  it('keeps all else, and the one that came is not changed', () => {
    const query = new URLSearchParams('model=gpt-4o-realtime-preview&temperature=0.8');
    const served = servedQuery(query, openAi, 0);
    expect(served.query.toString()).toBe('model=gpt-realtime-2.1&temperature=0.8');
    expect(served.change).toMatchObject({ from: 'gpt-4o-realtime-preview', to: 'gpt-realtime-2.1' });
    expect(query.get('model')).toBe('gpt-4o-realtime-preview');
  });

  it('that names no model is judged by the default, unless it asks for another kind of session', () => {
    const upstream = { ...openAi, defaultModel: 'gpt-realtime' };
    expect(servedQuery(new URLSearchParams(), upstream, AFTER).query.get('model')).toBe('gpt-realtime-2.1');
    for (const other of ['intent=transcription', 'call_id=rtc_1']) {
      expect(servedQuery(new URLSearchParams(other), upstream, AFTER).change).toBeNull();
    }
  });

  it('for a server that is not OpenAI’s keeps the names that it lists, and leads to what it has', () => {
    const own = { kind: 'compatible', models: ['gpt-realtime', 'llama'], defaultModel: 'llama' } as const;
    expect(servedQuery(new URLSearchParams('model=gpt-realtime'), own, AFTER).change).toBeNull();
    const served = servedQuery(new URLSearchParams('model=gpt-4o-realtime-preview'), own, AFTER);
    expect(served.query.get('model')).toBe('llama');
  });
});

it('a deployment keeps its name, whatever it is, and a name that is gone leads to a deployment', () => {
  const azure = { kind: 'azure', models: ['gpt-realtime', 'voice'], defaultModel: 'voice' } as const;
  const asked = (model: string) =>
    servedQuery(new URLSearchParams({ model }), azure, AFTER).query.get('model');
  expect(['gpt-realtime', 'voice', 'unlisted'].map(asked)).toEqual(['gpt-realtime', 'voice', 'unlisted']);
  expect(asked('gpt-4o-realtime-preview')).toBe('voice');
});

it('the header holds nothing that a header may not', () => {
  expect(changeHeader({ from: 'a', to: 'b\r\nX: 1 é', why: '' })).toBe('X-Sidetone-Model: a -> b??X:?1??');
});
