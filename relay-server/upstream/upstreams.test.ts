/** Which upstream a client gets. */

import { describe, expect, it } from 'vitest';
import { emulatorUpstream } from './emulator.ts';
import { offerOf } from './upstream-config.ts';
import { Upstreams, wishOf } from './upstreams.ts';

const upstream = (id: string, models: string[]) =>
  emulatorUpstream('ws://127.0.0.1:1/v1/realtime', {
    id,
    name: id.toUpperCase(),
    offer: offerOf({ models }),
  });
const upstreams = new Upstreams([
  upstream('first', ['a', 'shared']),
  upstream('second', ['b', 'shared', 'twice']),
  upstream('third', ['c', 'twice']),
]);
const choose = (address: string) => upstreams.choose(wishOf(new URL(address, 'http://relay.invalid')));

describe('a client', () => {
  it.each([
    ['that names nothing gets the first', '/v1/realtime', 'first'],
    ['that names one in the path gets it', '/upstreams/second/v1/realtime', 'second'],
    ['that names one in the query gets it', '/v1/realtime?upstream=third&model=a', 'third'],
    ['that names two gets the one of the path', '/upstreams/second/v1/realtime?upstream=third', 'second'],
    ['with a blank name gets the first', '/v1/realtime?upstream=%20', 'first'],
    ['that wants a model of the first gets the first', '/v1/realtime?model=shared', 'first'],
    ['that wants a model of one other gets that', '/v1/realtime?model=c', 'third'],
    ['that wants a model of several others gets the first', '/v1/realtime?model=twice', 'first'],
    ['that wants a model of nobody gets the first', '/v1/realtime?model=z', 'first'],
  ])('%s', (_what, address, id) => {
    expect(choose(address)).toMatchObject({ ok: true, upstream: { id } });
  });

  it.each(['/upstreams/other/v1/realtime', '/v1/realtime?upstream=other', '/upstreams/%ff/v1/realtime'])(
    'that names one that is not there (%s) is told which there are',
    (address) => {
      const result = choose(address);
      expect(result).toMatchObject({ ok: false, refusal: { status: 404, code: 'upstream_not_found' } });
      expect(JSON.stringify(result)).toContain('first, second, third');
    },
  );
});

it('the name is in neither path nor query afterwards, and the rest of both is as it was', () => {
  const wish = wishOf(new URL('http://r/upstreams/x/v1/realtime?model=a%20b&upstream=y&t=1'));
  expect(wish).toMatchObject({ path: '/v1/realtime', name: 'x' });
  expect(wish.query.toString()).toBe('model=a+b&t=1');
});
