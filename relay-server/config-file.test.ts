/** The configuration file: what is wrong is said with its place, and no value of a secret ever is. */

import { describe, expect, it } from 'vitest';
import { emptyConfigFile, parseConfigFile } from './config-file.ts';

const problemsOf = (text: string) => {
  const result = parseConfigFile(text, 'sidetone.config.json', {});
  return result.ok ? [] : result.problems;
};

describe('the configuration file', () => {
  it('may be empty, and then it says what no file says', () => {
    expect(parseConfigFile('{}', 'c.json', {})).toEqual({ ok: true, file: emptyConfigFile() });
  });

  it('may hold comments and trailing commas', () => {
    expect(problemsOf('// mine\n{ /* nothing yet */ "$schema": "x.json", }')).toEqual([]);
  });

  it('may name a schema for editors', () => {
    expect(problemsOf('{"$schema":"x.json"}')).toEqual([]);
  });

  it('that is no JSON is told with the line of the fault and without the text around it', () => {
    const problems = problemsOf('{\n  "a": sk-secret-in-the-file\n}');
    expect(problems).toEqual(['sidetone.config.json is not valid JSON: invalid symbol in line 2.']);
  });

  it('that is no object, or has fields of another name, is told', () => {
    expect(problemsOf('[]')).toEqual(['sidetone.config.json: must be an object.']);
    expect(problemsOf('{"budgetz":{},"b":1}')).toEqual([
      'sidetone.config.json: has fields that do not exist: budgetz, b.',
    ]);
  });
});
