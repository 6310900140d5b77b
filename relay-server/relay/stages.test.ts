/** Frames go through all stages in their order, and what a stage adds goes through those that are left on its way. */

import { expect, it } from 'vitest';
import { Frame } from './frame.ts';
import { type Stage, StageChain, onlyToClient, onlyToServer } from './stages.ts';

/** Adds its name to whatever passes. */
function naming(name: string): Stage {
  const named = ({ bytes }: Frame) => Frame.ofText(`${bytes.toString()} ${name}`);
  return {
    fromClient: (frame) => onlyToServer(named(frame)),
    fromServer: (frame) => onlyToClient(named(frame)),
  };
}

function setUp() {
  const server: string[] = [];
  const client: string[] = [];
  const chain = new StageChain({
    toServer: ({ bytes }) => server.push(bytes.toString()),
    toClient: ({ bytes }) => client.push(bytes.toString()),
  });
  return { chain, server, client };
}

it('without stages the frame itself goes from one end to the other', () => {
  const passed: Frame[] = [];
  const chain = new StageChain({
    toServer: (frame) => passed.push(frame),
    toClient: (frame) => passed.push(frame),
  });
  const frame = Frame.ofText('a');
  chain.toServer(frame);
  chain.toClient(frame);
  expect(passed).toEqual([frame, frame]);
  expect(passed[0]).toBe(frame);
});

it('a client’s frame meets the stages in order, a server’s in the opposite order', () => {
  const { chain, server, client } = setUp();
  chain.add(naming('first'));
  chain.add(naming('second'));
  chain.toServer(Frame.ofText('up'));
  chain.toClient(Frame.ofText('down'));
  expect(server).toEqual(['up first second']);
  expect(client).toEqual(['down second first']);
});

it('an answer of a stage goes back through the stages between it and the one who asked', () => {
  const { chain, server, client } = setUp();
  chain.add(naming('first'));
  chain.add({
    fromClient: () => onlyToClient(Frame.ofText('no')),
    fromServer: (frame) => onlyToClient(frame),
  });
  chain.add(naming('third'));
  chain.toServer(Frame.ofText('up'));
  expect(server).toEqual([]);
  expect(client).toEqual(['no first']);
});

it('what a stage sends of its own leaves from its place', () => {
  const { chain, server, client } = setUp();
  chain.add(naming('first'));
  const outlet = chain.add(naming('second'));
  chain.add(naming('third'));
  outlet.toServer(Frame.ofText('mine'));
  outlet.toClient(Frame.ofText('mine'));
  expect(server).toEqual(['mine third']);
  expect(client).toEqual(['mine first']);
});
