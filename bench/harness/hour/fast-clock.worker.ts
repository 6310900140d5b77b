/**
 * Runs in the engine's worker before its own code: a clock whose speed can be set, and a count of the time that the worker spends in its
 * tasks. So an hour of session passes in minutes, with every timer and date of the engine in proportion. Imports nothing.
 */

interface Spent {
  /** Real milliseconds in listeners and timers since the worker began; what they put off as microtasks is not in it. */
  busyMs: number;
}

type Listener = EventListenerOrEventListenerObject;
type Listen = (this: EventTarget, type: string, listener: Listener | null, options?: unknown) => void;

const realNow = performance.now.bind(performance);
const realTimeout = globalThis.setTimeout.bind(globalThis);
const beganAtEpochMs = Date.now() - realNow();
let speed = 1;
let realBaseMs = realNow();
let fastBaseMs = realBaseMs;
const fastNow = () => fastBaseMs + (realNow() - realBaseMs) * speed;

new BroadcastChannel('bench-speed').addEventListener('message', (event: MessageEvent<number>) => {
  fastBaseMs = fastNow();
  realBaseMs = realNow();
  speed = event.data;
});

const spent: Spent = { busyMs: 0 };
Object.assign(globalThis, { benchSpent: spent });
let depth = 0;
function timed<T>(work: () => T): T {
  const fromMs = realNow();
  depth += 1;
  try {
    return work();
  } finally {
    depth -= 1;
    // What an event dispatches while it is handled is counted once.
    if (depth === 0) spent.busyMs += realNow() - fromMs;
  }
}

performance.now = fastNow;
Date.now = () => Math.round(beganAtEpochMs + fastNow());
Object.assign(globalThis, {
  setTimeout: (callback: () => void, delayMs = 0) => realTimeout(() => timed(callback), delayMs / speed),
});

const wrappers = new WeakMap<Listener, EventListener>();
const listen = Reflect.get(EventTarget.prototype, 'addEventListener') as Listen;
const unlisten = Reflect.get(EventTarget.prototype, 'removeEventListener') as Listen;
const wrapped = (listener: Listener | null): Listener | null => {
  if (!listener) return null;
  let wrapper = wrappers.get(listener);
  if (!wrapper) {
    wrapper = (event) => {
      timed(() => (typeof listener === 'function' ? listener(event) : listener.handleEvent(event)));
    };
    wrappers.set(listener, wrapper);
  }
  return wrapper;
};
const timedListen: Listen = function (type, listener, options) {
  listen.call(this, type, wrapped(listener), options);
};
const timedUnlisten: Listen = function (type, listener, options) {
  unlisten.call(this, type, wrapped(listener), options);
};
Object.assign(EventTarget.prototype, { addEventListener: timedListen, removeEventListener: timedUnlisten });
