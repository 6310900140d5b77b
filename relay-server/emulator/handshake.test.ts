import { describe, expect, it } from 'vitest';
import { chooseProtocol, decideHandshake, type UpgradeRequest } from './handshake.ts';

const decide = (request: Partial<UpgradeRequest>) =>
  decideHandshake({
    url: '/v1/realtime?model=gpt-realtime-2.1',
    authorization: undefined,
    beta: undefined,
    protocols: undefined,
    ...request,
  });

describe('the handshake', () => {
  it.each([undefined, 'Bearer sk-anything', 'Bearer ek_1'])('lets in %s', (authorization) => {
    expect(decide({ authorization })).toEqual({
      kind: 'open',
      session: 'realtime',
      model: 'gpt-realtime-2.1',
    });
  });

  it('refuses two keys, from the header and from the subprotocol', () => {
    expect(decide({ authorization: 'Bearer sk-invalid' })).toMatchObject({ kind: 'http', status: 401 });
    expect(decide({ authorization: 'Bearer sk-no-access' })).toMatchObject({ kind: 'http', status: 403 });
    expect(decide({ protocols: 'realtime, openai-insecure-api-key.sk-invalid' })).toMatchObject({
      kind: 'http',
      status: 401,
      error: { code: 'invalid_api_key' },
    });
  });

  it.each([{ beta: 'realtime=v1' }, { protocols: 'realtime, openai-beta.realtime-v1' }])(
    'sends the beta away: %j',
    (marker) => {
      expect(decide(marker)).toEqual({
        kind: 'refused',
        closeCode: 4000,
        closeReason: 'invalid_request_error.beta_api_shape_disabled',
        error: {
          type: 'invalid_request_error',
          code: 'beta_api_shape_disabled',
          message: 'The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.',
          param: null,
        },
      });
    },
  );

  it('opens a transcription session by intent', () => {
    expect(decide({ url: '/v1/realtime?intent=transcription' })).toEqual({
      kind: 'open',
      session: 'transcription',
      model: '',
    });
  });

  it.each([
    ['/v1/realtime', 'missing_model'],
    ['/v1/realtime?model=gpt-4o-realtime-preview', 'model_not_found'],
    ['/v1/realtime?call_id=rtc_1', 'invalid_value'],
  ])('refuses %s with %s in a frame', (url, code) => {
    expect(decide({ url })).toMatchObject({ kind: 'refused', error: { code }, closeCode: 4000 });
  });

  it('serves one path', () => {
    expect(decide({ url: '/v2/realtime?model=gpt-realtime-2.1' })).toMatchObject({
      kind: 'http',
      status: 404,
    });
  });

  it.each(['//', '///', '/\\', 'http://', ''])('turns the path %j away like any other', (url) => {
    expect(decide({ url })).toMatchObject({ kind: 'http', status: 404 });
  });

  it('answers with the subprotocol that holds no key', () => {
    expect(chooseProtocol(new Set(['openai-insecure-api-key.secret', 'realtime']))).toBe('realtime');
    expect(chooseProtocol(new Set(['openai-insecure-api-key.secret']))).toBe(false);
  });
});
