import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sendingCode } from './sending-code.ts';

it('sends, when it is run, the event that it was made of', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (event) => {
      const text = JSON.stringify({ type: 'x', event });
      const sent: string[] = [];
      // oxlint-disable-next-line typescript/no-implied-eval
      new Function('socket', sendingCode(text))({ send: (frame: string) => sent.push(frame) });
      expect(sent).toEqual([text]);
    }),
  );
});
