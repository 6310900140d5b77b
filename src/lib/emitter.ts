/** A typed event emitter with unsubscribe functions. A listener that throws does not keep the others from being called. */

export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(payload: never) => void>>();

  on<K extends keyof Events>(name: K, listener: (payload: Events[K]) => void): () => void {
    let set = this.#listeners.get(name);
    if (!set) {
      set = new Set();
      this.#listeners.set(name, set);
    }
    const typed = listener as (payload: never) => void;
    set.add(typed);
    return () => set.delete(typed);
  }

  emit<K extends keyof Events>(name: K, payload: Events[K]): void {
    const errors: unknown[] = [];
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as (payload: Events[K]) => void)(payload);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, `listeners of ${String(name)} failed`);
  }
}
