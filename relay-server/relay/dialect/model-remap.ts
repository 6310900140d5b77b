/**
 * Names of models that are gone → names of those that took their place. Which and since when is data (`upstream/model-remap.json`);
 * this file only reads it. In `from`, a `*` stands for any further characters of a name and a `#` for a digit; `since` is the first
 * day (UTC) on which the old name is no longer served, null when that was before the table was written.
 */

import table from '../../upstream/model-remap.json';
import type { Upstream } from '../../upstream/upstream.ts';

export interface ModelChange {
  /** As the client asked, or as the default was configured. */
  from: string;
  to: string;
  why: string;
}

const DAY_FORM = 'T00:00:00Z';
/** What a name may be made of; nothing else matches, so a changed name can stand in a header. */
const rules = table.map((rule) => ({
  ...rule,
  pattern: new RegExp(
    `^${rule.from.replaceAll('.', '\\.').replaceAll('*', '[A-Za-z0-9._-]*').replaceAll('#', '[0-9]')}$`,
  ),
  sinceEpochMs: rule.since === null ? -Infinity : Date.parse(`${rule.since}${DAY_FORM}`),
}));

/** What to ask for in place of `model` at `nowEpochMs`; null when it is served, or is no name of the table. */
export function changedModel(model: string, nowEpochMs: number): ModelChange | null {
  const rule = rules.find(({ pattern, sinceEpochMs }) => sinceEpochMs <= nowEpochMs && pattern.test(model));
  return rule === undefined ? null : { from: model, to: rule.to, why: rule.why };
}

/**
 * The client's query with a model that is still served. A server that is not OpenAI's may give any of these names to a model of its
 * own: what it lists stays, and what the table would ask for is its default model where it does not list that.
 */
export function servedQuery(
  query: URLSearchParams,
  upstream: Pick<Upstream, 'kind' | 'models' | 'defaultModel'>,
  nowEpochMs: number,
): { query: URLSearchParams; change: ModelChange | null } {
  const unchanged = { query, change: null };
  const named = query.get('model')?.trim() ?? '';
  if (named === '' && (query.has('intent') || query.has('call_id'))) return unchanged;
  const change = changedModel(named === '' ? upstream.defaultModel : named, nowEpochMs);
  if (change === null) return unchanged;
  const isOpenAiNames = upstream.kind === 'openai' || upstream.kind === 'emulator';
  if (!isOpenAiNames && upstream.models.includes(change.from)) return unchanged;
  const isServed = isOpenAiNames || upstream.models.includes(change.to);
  const to = isServed ? change.to : upstream.defaultModel;
  if (to === change.from) return unchanged;
  const result = new URLSearchParams(query);
  result.set('model', to);
  return { query: result, change: { ...change, to } };
}

/** The line of the upgrade's answer that says so. */
export function changeHeader({ from, to }: ModelChange): string {
  return `X-Sidetone-Model: ${headerWord(from)} -> ${headerWord(to)}`;
}

/** A configured name may hold what a header may not. */
function headerWord(name: string): string {
  return name.replaceAll(/[^\x21-\x7e]/g, '?');
}
