/**
 * Runs a server tool: asks the operator's address over HTTP and gives the model's words for whatever comes of it. Never rejects: a model
 * can deal with an error in words, but not with silence.
 */

import type { ServerTool } from './policy-config.ts';

export interface ToolRequest {
  tool: ServerTool;
  /** As the model wrote them. */
  argumentsText: string;
  sessionId: string;
  /** Name of the client. */
  client: string;
}

/** More than a model should read. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** JSON text for the model. `signal` gives up. */
export async function runTool(request: ToolRequest, signal: AbortSignal): Promise<string> {
  const { tool, argumentsText, sessionId, client } = request;
  let args: unknown;
  try {
    args = argumentsText.trim() === '' ? {} : JSON.parse(argumentsText);
  } catch {
    return failure('The arguments are not valid JSON. Call the tool again with an object.');
  }
  const timeout = AbortSignal.timeout(tool.timeoutMs);
  try {
    const response = await fetch(tool.url, {
      method: 'POST',
      // Where an address leads is the operator's decision; a redirect would be somebody else's.
      redirect: 'manual',
      headers: {
        ...Object.fromEntries(Object.entries(tool.headers).map(([name, value]) => [name, value.reveal()])),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ name: tool.name, arguments: args, session_id: sessionId, client }),
      signal: AbortSignal.any([signal, timeout]),
    });
    if (response.status >= 300 && response.status < 400) {
      // Or its connection would stay open until the answer is read.
      await response.body?.cancel();
      return failure('The tool answered with a redirect, which is not followed. Do without it.');
    }
    const text = await readBounded(response);
    if (text === null) return failure('The tool answered more than can be used. Ask for less.');
    if (!response.ok)
      return failure(`The tool failed (HTTP ${response.status}). Do without it, or try again later.`);
    return isJson(text) ? text : JSON.stringify(text);
  } catch {
    if (timeout.aborted)
      return failure(`The tool did not answer within ${tool.timeoutMs / 1000} s. Do without it.`);
    if (signal.aborted) return failure('The session has ended.');
    // The address is the operator's; the model, and so the person, need not hear it.
    return failure('The tool cannot be reached. Do without it.');
  }
}

function failure(words: string): string {
  return JSON.stringify({ error: words });
}

async function readBounded(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
