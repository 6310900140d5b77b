/** Whatever both sides send, in whatever order: neither gets a word of the other's protocol, and nothing throws. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { realtimePatch } from '../../../relay-server/emulator/config/session-schema.ts';
import { parseClientFrame } from '../../../relay-server/emulator/wire/client-events.ts';
import { BetaConversation } from '../../../tests/support/beta-conversation.ts';
import { betaClientEvent } from './testing/arbitrary-client.ts';
import { gaServerEvent } from './testing/arbitrary-server.ts';
import { betaFault } from './testing/beta-schema.ts';
import { BetaTranslator, type Translated } from './translator.ts';

function newTranslator(): BetaTranslator {
  let ids = 0;
  return new BetaTranslator((prefix) => `${prefix}_own_${(ids += 1)}`);
}

/** As the emulator's own list of what GA allows has it, which knows no beta name. */
function expectStrictGa(frame: string): void {
  const parsed = parseClientFrame(frame);
  expect(parsed).toMatchObject({ ok: true });
  const { type, session } = JSON.parse(frame);
  if (type === 'session.update') expect(realtimePatch.safeParse(session).error?.issues ?? []).toEqual([]);
}

describe('any stream', () => {
  const steps = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: gaServerEvent.map((event) => ({ from: 'server' as const, event })) },
      { weight: 1, arbitrary: betaClientEvent.map((event) => ({ from: 'client' as const, event })) },
    ),
    { maxLength: 120, size: 'max' },
  );

  it('makes no client throw and tells of no item twice; down comes strict beta, up goes strict GA', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const one = newTranslator();
        const conversation = new BetaConversation();
        const created: unknown[] = [];
        for (const { from, event } of list) {
          const text = JSON.stringify(event);
          const { toClient, toServer }: Translated =
            from === 'server' ? one.fromServer(text) : one.fromClient(text);
          for (const frame of toServer) expectStrictGa(frame);
          for (const frame of toClient) {
            const beta = JSON.parse(frame);
            expect(betaFault(beta)).toBeNull();
            conversation.process(beta, new Int16Array(0));
            if (beta.type === 'conversation.item.created') created.push(beta.item.id);
            if (beta.type === 'conversation.item.deleted') created.splice(created.indexOf(beta.item_id), 1);
          }
        }
        expect(new Set(created).size).toBe(created.length);
      }),
      { numRuns: 400 },
    );
  });

  it('of mutated frames, in either direction, throws nothing here', () => {
    const mutated = fc
      .tuple(gaServerEvent, fc.nat(), fc.string({ maxLength: 3 }))
      .map(([event, at, piece]) => {
        const text = JSON.stringify(event);
        const place = at % text.length;
        return text.slice(0, place) + piece + text.slice(place + piece.length);
      });
    const reshaped = fc
      .tuple(gaServerEvent, fc.string(), fc.jsonValue())
      .map(([event, key, value]) =>
        JSON.stringify(
          Object.fromEntries(
            Object.keys(event).map((k) => [k, k === 'type' ? event[k] : key === k ? null : value]),
          ),
        ),
      );
    fc.assert(
      fc.property(fc.array(fc.oneof(mutated, reshaped, fc.json()), { maxLength: 20 }), (frames) => {
        const one = newTranslator();
        for (const frame of frames) {
          one.fromServer(frame);
          one.fromClient(frame);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
