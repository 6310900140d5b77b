/**
 * The answer to a client's list of subprotocols. Browsers put the key into that list (`openai-insecure-api-key.…`), so it is neither
 * logged nor echoed: the only answer is `realtime`, as OpenAI's own.
 */

export function chooseSubprotocol(offered: ReadonlySet<string>): 'realtime' | false {
  return offered.has('realtime') ? 'realtime' : false;
}
