/**
 * A log as one writes it first: all on the UI thread, an element for each event that stays where it is, the payloads in an array. It sends
 * as much audio as a microphone does, at a speed that can be set, and plays nothing.
 */

/** Of a microphone's audio in one event. */
const FRAME_MS = 20;
/** 20 ms of PCM16 at 24 kHz. */
const frame = btoa(String.fromCharCode(...new Uint8Array(960)));
/** As short as a timer in a browser gets. */
const PERIOD_MS = 4;
/** A page that cannot keep up falls behind rather than to stand still: more than this is not made up for at once. */
const MOST_DUE_FRAMES = 50;

const log = document.querySelector('#log');
const box = document.querySelector('input');
const events: string[] = [];
let following = false;
/** Of all rows, when the list last followed them. */
let lastHeight = 0;
let speed = 1;
Object.assign(window, { hour: { setSpeed: (next: number) => (speed = next), audioContexts: 0 } });

function add(direction: string, text: string): void {
  const { type } = JSON.parse(text) as { type: string };
  events.push(text);
  const row = document.createElement('div');
  row.textContent = `${new Date().toISOString()} ${direction} ${type}`;
  row.hidden = !type.includes(box?.value ?? '');
  log?.append(row);
  if (following) return;
  following = true;
  requestAnimationFrame(() => {
    following = false;
    // Who has scrolled away stays there.
    if (!log || log.scrollTop + log.clientHeight < lastHeight) return;
    lastHeight = log.scrollHeight;
    log.scrollTo(0, lastHeight);
  });
}

box?.addEventListener('input', () => {
  for (const row of log?.children ?? []) {
    if (row instanceof HTMLElement) row.hidden = !row.textContent.includes(box.value);
  }
});

function connect(): void {
  const url = new URLSearchParams(location.search).get('upstream') ?? '';
  const socket = new WebSocket(url, ['realtime']);
  const send = (event: { type: string }) => {
    const text = JSON.stringify(event);
    socket.send(text);
    add('↑', text);
  };
  socket.addEventListener('message', (message: MessageEvent<string>) => add('↓', message.data));
  socket.addEventListener('open', () => {
    send({ type: 'session.update' });
    let lastMs = performance.now();
    let dueMs = 0;
    setInterval(() => {
      const nowMs = performance.now();
      dueMs = Math.min(dueMs + (nowMs - lastMs) * speed, MOST_DUE_FRAMES * FRAME_MS);
      lastMs = nowMs;
      for (; dueMs >= FRAME_MS; dueMs -= FRAME_MS) {
        const append = { type: 'input_audio_buffer.append', audio: frame };
        send(append);
      }
    }, PERIOD_MS);
  });
}

document.querySelector('button')?.addEventListener('click', connect, { once: true });
