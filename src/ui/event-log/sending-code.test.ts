import fc from 'fast-check';
import { expect, it } from 'vitest';
import { editable, sendingCode } from './sending-code.ts';

it('sends, when it is run, the event that it was made of', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.constant({ ['__proto__']: ['__proto__'] })), (event) => {
      const text = JSON.stringify({ type: 'x', event });
      const sent: string[] = [];
      // oxlint-disable-next-line typescript/no-implied-eval
      new Function('socket', sendingCode(text))({ send: (frame: string) => sent.push(frame) });
      expect(sent).toEqual([text]);
    }),
  );
});

it('is laid out for editing without the id of the one that was sent', () => {
  const text = editable('{"type":"response.cancel","event_id":"evt_1","response_id":"resp_1"}');
  expect(text).toBe('{\n  "type": "response.cancel",\n  "response_id": "resp_1"\n}\n');
});
