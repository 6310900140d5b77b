/** One GA event → beta, whatever it holds: nothing of GA comes through. Names and fields one by one are in `conformance`. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBetaServerEvent } from './server-events.ts';
import { gaServerEvent } from './testing/arbitrary-server.ts';
import { betaFault } from './testing/beta-schema.ts';

describe('a server event', () => {
  it('comes out as strict beta, whatever it is, or not at all', () => {
    fc.assert(
      fc.property(gaServerEvent, (event) => {
        const beta = toBetaServerEvent(event, 0.8);
        if (beta !== null) expect(betaFault(beta)).toBeNull();
      }),
      { numRuns: 3000 },
    );
  });

  it('is not translated twice: beta comes out as it went in', () => {
    fc.assert(
      fc.property(gaServerEvent, (event) => {
        const beta = toBetaServerEvent(event, 0.8);
        if (beta !== null) expect(toBetaServerEvent(beta, 0.1)).toEqual(beta);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not change the object that it is given', () => {
    fc.assert(
      fc.property(gaServerEvent, (event) => {
        const before = structuredClone(event);
        toBetaServerEvent(event, 0.8);
        expect(event).toEqual(before);
      }),
    );
  });
});
