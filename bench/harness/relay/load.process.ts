/** The load as a program. */

import { answerCommands, tellPort } from '../answer-commands.ts';
import { Load } from './load.ts';
import type { LoadCommands } from './load.messages.ts';

const load = new Load();
const done = {};

answerCommands<LoadCommands>({
  async open({ target, sessions }) {
    await load.open(target, sessions);
    return done;
  },
  async exchange({ count }) {
    await load.exchange(count);
    return done;
  },
  start() {
    load.start();
    return done;
  },
  mark() {
    load.mark();
    return done;
  },
  seen: () => load.seen(),
  stop: () => load.stop(),
});

tellPort(await load.listen());
