/** The example of a configuration file works as it stands, and shows every section. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseConfig } from './config.ts';
import { emptyConfigFile } from './config-file.ts';

const NAME = 'sidetone.config.example.json';
const text = readFileSync(join(import.meta.dirname, '..', NAME), 'utf8');

it('parses with its variables set, and needs each of them', () => {
  const values = text.split('\n').filter((line) => !line.trim().startsWith('//'));
  const names = [...values.join('\n').matchAll(/"\$\{([A-Z_]+)\}"/g)].flatMap(([, name]) => name ?? []);
  const environment = Object.fromEntries(names.map((name, index) => [name, `a-value-of-its-own-${index}`]));
  const result = parseConfig(environment, { name: NAME, text });
  expect(result.ok ? [] : result.problems).toEqual([]);
  for (const name of names) {
    const { [name]: _missing, ...rest } = environment;
    const without = parseConfig(rest, { name: NAME, text });
    expect(without.ok ? '' : without.problems.join()).toContain(name);
  }
});

it('shows every section that there is', () => {
  const result = parseConfig(
    {},
    {
      name: NAME,
      text: '{"upstreams":[{"name":"e","kind":"emulator"}],"clients":[],"budgets":{},"policy":{},"phone":{"publicUrl":"http://localhost","allowUnsigned":true}}',
    },
  );
  const sections = Object.keys(result.ok ? result.config.file : emptyConfigFile());
  expect(sections.toSorted()).toEqual(['budgets', 'clients', 'phone', 'policy', 'upstreams']);
  for (const section of sections) expect(text).toContain(`"${section}":`);
});
