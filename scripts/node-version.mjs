// Which Node runs Sidetone. It is asked before anything else, so it uses nothing that an old Node lacks.

/** Fastify's dependencies are ES modules that are loaded by `require`, which Node does from 20.19 on. */
const OLDEST_NODE = [20, 19];

/**
 * Why this Node will not do, and what to do about it; null when it will.
 *
 * @param {string} version as in `process.versions.node`
 * @returns {string | null}
 */
export function nodeProblem(version) {
  const parts = version.split('.').map(Number);
  const major = parts[0] || 0;
  const minor = parts[1] || 0;
  const [oldMajor = 0, oldMinor = 0] = OLDEST_NODE;
  // 22.0 to 22.11 and 21 lack the same feature.
  const missing = major === 21 || (major === 22 && minor < 12);
  if ((major > oldMajor || (major === oldMajor && minor >= oldMinor)) && !missing) return null;
  return `Sidetone needs Node ${oldMajor}.${oldMinor} or newer (or 22.12 or newer in the 22 line); this is Node ${version}. Install a current Node from https://nodejs.org and run the command again.`;
}
