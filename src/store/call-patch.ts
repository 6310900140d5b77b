/** A change of the session's form as a telephone call takes it: tools by name, and nothing that is the configuration's. Pure. */

import type { CallSettings } from '../session/call-commands.ts';
import type { SessionSettings } from '../session/types.ts';

export function callPatch({
  tools,
  model: _model,
  outputModality: _modality,
  ...rest
}: Partial<SessionSettings>): Partial<CallSettings> {
  return tools === undefined ? rest : { ...rest, toolNames: tools.map(({ name }) => name) };
}
