/** What the relay answers over HTTP: JSON, or words for a person. */

export const SILENT = 'The relay does not answer. See that it is running (npm start), then try again.';

export type RelayAnswer<T> = { ok: true; value: T } | { ok: false; words: string };

/** `body`: sent as JSON. Never rejects. An answer without a body is null. */
export async function askRelay<T>(
  path: string,
  request: { method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'; body?: object } = {},
): Promise<RelayAnswer<T>> {
  const { method = 'GET', body } = request;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    return { ok: false, words: SILENT };
  }
  if (!response.ok) return { ok: false, words: await wordsOf(response) };
  if (response.status === 204) return { ok: true, value: null as T };
  try {
    return { ok: true, value: (await response.json()) as T };
  } catch {
    return { ok: false, words: 'The relay answered with what is no JSON. Its log may say why.' };
  }
}

/** Of an answer that is none. */
export async function wordsOf(response: Response): Promise<string> {
  try {
    const body = (await response.json()) as { error?: { message?: unknown } };
    const message = body.error?.message;
    if (typeof message === 'string') return message;
  } catch {
    // A proxy's page, say: the number has to do.
  }
  return `The relay answered ${response.status}.`;
}
