/**
 * The floor of the event log: all on the UI thread, each event of the socket becomes an element of a list and stays one, and its text is
 * kept. Filtering hides elements. With `microphone` in the address it also sends as much audio as one does, at a speed that can be set,
 * and lists that too; it plays nothing.
 */

/** Of a microphone's audio in one event. */
const FRAME_MS = 20;
/** 20 ms of PCM16 at 24 kHz. */
const FRAME_BYTES = 960;
/** As short as a timer in a browser gets. */
const PERIOD_MS = 4;
/** A page that cannot keep up falls behind instead of standing still: more than this is not made up for at once. */
const MOST_DUE_FRAMES = 50;

const list = document.querySelector('[role=log]');
const filter = document.querySelector('input');
if (!list || !filter) throw new Error('plain-list.html lacks its list or its field.');

const parameters = new URLSearchParams(location.search);
const socket = new WebSocket(parameters.get('upstream') ?? '', ['realtime']);
socket.addEventListener('open', () => {
  send({ type: 'session.update', session: { type: 'realtime' } });
  if (parameters.has('microphone')) speak();
});
socket.addEventListener('message', (message: MessageEvent<string>) => add('↓', message.data));

const texts: string[] = [];
let moved = false;
/** Of all rows, when the list last followed them. */
let followedPx = 0;

function add(direction: '↑' | '↓', text: string): void {
  if (!list || !filter) return;
  const { type } = JSON.parse(text) as { type: string };
  texts.push(text);
  const row = document.createElement('div');
  row.textContent = `${(performance.now() / 1000).toFixed(3)} ${direction} ${type} ${text.slice(0, 120)}`;
  hide(row, filter.value.toLowerCase());
  list.append(row);
  if (moved) return;
  moved = true;
  requestAnimationFrame(() => {
    moved = false;
    // Who has scrolled away stays there.
    if (list.scrollTop + list.clientHeight < followedPx) return;
    followedPx = list.scrollHeight;
    list.scrollTop = followedPx;
  });
}

function hide(row: HTMLElement, wanted: string): void {
  row.style.display = row.textContent.toLowerCase().includes(wanted) ? '' : 'none';
}

filter.addEventListener('input', () => {
  const wanted = filter.value.toLowerCase();
  for (const row of list.children) hide(row as HTMLElement, wanted);
});

function send(event: { type: string; [field: string]: unknown }): void {
  const text = JSON.stringify(event);
  socket.send(text);
  add('↑', text);
}

function speak(): void {
  const audio = btoa(String.fromCharCode(...new Uint8Array(FRAME_BYTES)));
  let speed = 1;
  let lastMs = performance.now();
  let dueMs = 0;
  Object.assign(window, { hour: { setSpeed: (next: number) => (speed = next), audioContexts: 0 } });
  setInterval(() => {
    const nowMs = performance.now();
    dueMs = Math.min(dueMs + (nowMs - lastMs) * speed, MOST_DUE_FRAMES * FRAME_MS);
    lastMs = nowMs;
    for (; dueMs >= FRAME_MS; dueMs -= FRAME_MS) send({ type: 'input_audio_buffer.append', audio });
  }, PERIOD_MS);
}
