/** Words beside the talk: what the model is told and does not say, and what it says without having been asked. */

import { describe, expect, it } from 'vitest';
import { Harness } from './testing/harness.ts';

describe('a note', () => {
  it('goes into the conversation as the system’s, and asks for nothing', () => {
    const h = new Harness().connect();
    expect(h.session.tell('The caller is on hold.')).toBe(true);
    expect(h.transport.take('conversation.item.create').item).toMatchObject({
      type: 'message',
      role: 'system',
      content: [{ type: 'input_text', text: 'The caller is on hold.' }],
    });
    h.transport.assertNothingLeft();
  });

  it('without a session is told to nobody, and says so', () => {
    const h = new Harness().connect();
    h.lose();
    expect(h.session.tell('Hello?')).toBe(false);
  });
});

describe('a line to be said', () => {
  it('is asked for beside the conversation, with nothing of it as input', () => {
    const h = new Harness().connect();
    expect(h.session.say('One moment, please.')).toBe(true);
    expect(h.transport.take('response.create').response).toEqual({
      conversation: 'none',
      input: [],
      instructions: 'Say: "One moment, please."',
      tool_choice: 'none',
    });
    h.transport.assertNothingLeft();
  });

  it('does not keep the next answer waiting', () => {
    const h = new Harness().connect();
    h.session.say('One moment, please.');
    h.transport.takeAll();
    h.emit('response.created', { response: { id: 'aside', status: 'in_progress', conversation_id: null } });
    h.session.createResponse();
    h.transport.take('response.create');
    h.transport.assertNothingLeft();
  });
});
