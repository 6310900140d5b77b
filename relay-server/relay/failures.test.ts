import { describe, expect, it } from 'vitest';
import { unreachable } from './failures.ts';

const context = { upstream: 'OpenAI', hasKey: true, model: null };

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
