/** Events of a client, and waiting for one of them. The test's own time-out is the limit. */

export class Inbox<Event extends { type: string }> {
  readonly events: Event[] = [];
  #wake: () => void = () => undefined;

  push(event: Event): void {
    this.events.push(event);
    this.#wake();
  }

  of<Type extends Event['type']>(type: Type): Extract<Event, { type: Type }>[] {
    return this.events.filter((event): event is Extract<Event, { type: Type }> => event.type === type);
  }

  /** The first event of that type that `wanted` accepts, also one that has already come. */
  async next<Type extends Event['type']>(
    type: Type,
    wanted: (event: Extract<Event, { type: Type }>) => boolean = () => true,
  ): Promise<Extract<Event, { type: Type }>> {
    for (;;) {
      const found = this.of(type).find(wanted);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
