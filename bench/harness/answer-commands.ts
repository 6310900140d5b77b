/** The answering side of `asked-process.ts`: obeys one command after another and sends what came of it. */

import type { CommandsOf, Listening, Reply } from './asked-process.ts';

export type Obey<C extends CommandsOf<C>> = {
  [N in keyof C]: (request: C[N]['request']) => C[N]['answer'] | Promise<C[N]['answer']>;
};

export function answerCommands<C extends CommandsOf<C>>(obey: Obey<C>): void {
  process.on('message', ({ id, name, request }: { id: number; name: keyof C; request: never }) => {
    Promise.resolve()
      .then(() => obey[name](request))
      .then(
        (answer) => tell({ id, answer }),
        (error: unknown) => tell({ id, failure: String(error) }),
      );
  });
}

export function tellPort(port: number): void {
  tell({ port });
}

function tell(message: Reply | Listening): void {
  process.send?.(message);
}
