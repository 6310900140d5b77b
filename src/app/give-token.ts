/** Exchanges the relay's access token for a cookie that scripts cannot read. Keeps nothing of the token. Rejects with words for people. */

export async function giveToken(token: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch('/api/access', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
  } catch (error) {
    throw new Error('The relay does not answer. See that it is running (npm start), then continue.', {
      cause: error,
    });
  }
  if (response.ok) return;
  throw new Error((await errorWords(response)) ?? `The relay answered ${response.status}. Its log says why.`);
}

/** The message of an error in OpenAI's shape, which is the relay's; null when the body is something else, such as a proxy's page. */
async function errorWords(response: Response): Promise<string | null> {
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    return null;
  }
  if (typeof body !== 'object' || body === null || !('error' in body)) return null;
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('message' in error)) return null;
  return typeof error.message === 'string' ? error.message : null;
}
