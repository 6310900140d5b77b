/** Checks a value against a schema and words the first fault as the service does. Every schema is an allow-list. */

import type { z } from 'zod';
import { type ApiError, listValues, refuse } from './api-error.ts';

export type Validated<T> = { ok: true; value: T } | { ok: false; error: ApiError };

/** `root`: how the path of a fault begins, such as `session`; '' for a field of the event itself. */
export function validate<T>(schema: z.ZodType<T>, value: unknown, root: string): Validated<T> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  // An unknown name says more than what it breaks elsewhere.
  const issues = result.error.issues;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (!issue) return { ok: false, error: refuse('invalid_value', 'Invalid value.', root || null) };
  return { ok: false, error: wordIssue(issue, value, root) };
}

function wordIssue(issue: z.core.$ZodIssue, value: unknown, root: string): ApiError {
  const param = pathText(root, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const full = pathText(root, [...issue.path, issue.keys[0] ?? '']);
    return refuse('unknown_parameter', `Unknown parameter: '${full}'.`, full);
  }
  const found = valueAt(value, issue.path);
  if (found === undefined) {
    return refuse('missing_required_parameter', `Missing required parameter: '${param}'.`, param);
  }
  return refuse('invalid_value', wordInvalid(issue, found, param), param);
}

function wordInvalid(issue: z.core.$ZodIssue, found: unknown, param: string): string {
  switch (issue.code) {
    case 'invalid_value':
      return `Invalid value: ${show(found)}. Supported values are: ${listValues(issue.values)}.`;
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `Invalid '${param}': above maximum value. Expected a value <= ${issue.maximum}, but got ${show(found)} instead.`
        : `Invalid '${param}': too long. Expected at most ${issue.maximum}.`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `Invalid '${param}': below minimum value. Expected a value >= ${issue.minimum}, but got ${show(found)} instead.`
        : `Invalid '${param}': too short. Expected at least ${issue.minimum}.`;
    case 'invalid_type':
      return `Invalid type for '${param}': expected ${issue.expected}, but got ${typeName(found)} instead.`;
    case 'invalid_union':
      return issue.discriminator === undefined
        ? `Invalid value for '${param}': ${issue.message}.`
        : `Invalid value: ${show(found)}. ${issue.message}.`;
    default:
      return `Invalid value for '${param}': ${issue.message}.`;
  }
}

/** `session.tools[0].name` */
function pathText(root: string, path: readonly PropertyKey[]): string {
  let text = root;
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? String(step) : `.${String(step)}`;
  }
  return text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 200)}'`;
  return typeof value === 'object' ? typeName(value) : JSON.stringify(value);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
