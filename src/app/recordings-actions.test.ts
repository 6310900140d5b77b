/** A recorded call on its way from the relay to the screen. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRecordingsActions } from './recordings-actions.ts';

afterEach(() => vi.unstubAllGlobals());

function setUp(answer: (init?: RequestInit) => Promise<Response>) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    asked.push(`${init?.method ?? 'GET'} ${url}`);
    return answer(init);
  });
  const opened: [file: Blob, name: string][] = [];
  const actions = createRecordingsActions({ openRecording: (file, name) => opened.push([file, name]) });
  return { actions, asked, opened };
}

/** A body that comes in so many pieces. */
function pieces(count: number, bytes: number): ReadableStream<Uint8Array> {
  let left = count;
  return new ReadableStream({
    pull(controller) {
      left -= 1;
      if (left < 0) controller.close();
      else controller.enqueue(new Uint8Array(bytes).fill(count - left));
    },
  });
}

describe('opening a recorded call', () => {
  it('fetches it, tells how far it is, and shows it whole', async () => {
    const size = 10 * 2 ** 20;
    const { actions, asked, opened } = setUp(async () => {
      const headers = { 'content-length': String(size) };
      return new Response(pieces(10, 2 ** 20), { headers });
    });
    const shares: number[] = [];
    const job = actions.open('CA1-1', 'Call from +49••56', (share) => shares.push(share));
    expect(await job.outcome).toEqual({ status: 'done', result: null });
    expect(asked).toEqual(['GET /api/recordings/CA1-1']);
    expect(shares.map((share) => Math.round(share * 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const [file, name] = opened[0] ?? [new Blob(), ''];
    expect([file.size, name]).toEqual([size, 'Call from +49••56']);
    const bytes = new Uint8Array(await file.arrayBuffer());
    expect([bytes[0], bytes[5 * 2 ** 20], bytes.at(-1)]).toEqual([1, 6, 10]);
  });

  it('shows nothing when it is cancelled', async () => {
    const { actions, opened } = setUp(
      (init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
        }),
    );
    const job = actions.open('x', 'x', () => {});
    job.cancel();
    expect(await job.outcome).toEqual({ status: 'cancelled' });
    expect(opened).toEqual([]);
  });

  it.each<[string, () => Promise<Response>, string]>([
    [
      'it is gone',
      async () => new Response('{"error":{"message":"There is no recording."}}', { status: 404 }),
      'There is no recording.',
    ],
    ['nobody answers', () => Promise.reject(new TypeError('Failed to fetch')), 'The relay does not answer'],
    [
      'the line breaks',
      async () =>
        new Response(new ReadableStream({ pull: (to) => to.error(new TypeError('network error')) })),
      'The line to the relay broke',
    ],
  ])('says why when %s', async (_what, answer, words) => {
    const { actions, opened } = setUp(answer);
    const outcome = await actions.open('x', 'x', () => {}).outcome;
    expect(outcome).toEqual({ status: 'failed', words: expect.stringContaining(words) });
    expect(opened).toEqual([]);
  });
});

describe('deleting a recorded call', () => {
  it('is asked of the relay, whose words are told when it does not', async () => {
    const { actions, asked } = setUp(async () => new Response(null, { status: 204 }));
    expect(await actions.remove('a/b')).toBeNull();
    expect(asked).toEqual(['DELETE /api/recordings/a%2Fb']);
    const refused = setUp(
      async () => new Response('{"error":{"message":"Still being recorded."}}', { status: 409 }),
    );
    expect(await refused.actions.remove('x')).toBe('Still being recorded.');
  });
});
