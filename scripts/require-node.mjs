// Imported first by every command: ends the process with words when this Node is too old, before other modules run.

import { nodeProblem } from './node-version.mjs';

const problem = nodeProblem(process.versions.node);
if (problem !== null) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
