import { describe, expect, it } from 'vitest';
import { noKey, refusedWith, unreachable } from './failures.ts';

const context = {
  upstream: 'OpenAI',
  hasKey: true,
  model: null,
  hints: { key: 'MY_KEY', address: 'MY_ADDRESS' },
  isAzure: false,
};

describe('unreachable', () => {
  it.each([
    ['ENOTFOUND', 'upstream_name_not_found'],
    ['EAI_AGAIN', 'upstream_name_not_found'],
    ['ECONNREFUSED', 'upstream_refused'],
    ['ECONNRESET', 'upstream_closed_early'],
    ['EHOSTUNREACH', 'upstream_unreachable'],
    ['ETIMEDOUT', 'upstream_unreachable'],
    ['EPROTO', 'upstream_tls_failed'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'upstream_tls_failed'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'upstream_tls_failed'],
    ['CERT_HAS_EXPIRED', 'upstream_tls_failed'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'upstream_tls_failed'],
    ['HPE_INVALID_CONSTANT', 'upstream_not_realtime'],
    [null, 'upstream_not_realtime'],
  ])('of %s is %s', (code, expected) => {
    expect(unreachable(code, context)).toMatchObject({ code: expected, closeCode: 4502 });
  });
});

describe('a failure names what to mend', () => {
  it('where it is configured', () => {
    expect(noKey(context).message).toContain('Set MY_KEY');
    expect(refusedWith(401, null, context).message).toContain('Check MY_KEY');
    expect(refusedWith(404, null, context).message).toContain('MY_ADDRESS');
    expect(unreachable('ECONNREFUSED', context).message).toContain('MY_ADDRESS');
  });

  it('and at Azure speaks of the deployment', () => {
    const azure = { ...context, upstream: 'Azure OpenAI', isAzure: true, model: 'my-voice' };
    expect(refusedWith(400, 'OpperationNotSupported', azure)).toMatchObject({
      closeCode: 4404,
      message: expect.stringContaining('the deployment “my-voice”'),
    });
  });
});
