/** The load as a program. */

import { answerCommands, tellPort } from '../answer-commands.ts';
import { PhoneLoad } from './phone-load.ts';
import type { PhoneLoadCommands } from './phone-load.messages.ts';

const load = new PhoneLoad();
const done = {};

answerCommands<PhoneLoadCommands>({
  async open({ target, calls }) {
    await load.open(target, calls);
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
