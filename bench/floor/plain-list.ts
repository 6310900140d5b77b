/** The floor of the event log: each event of the socket becomes an element of a list, and stays one. Filtering hides elements. */

const list = document.querySelector('[role=log]');
const filter = document.querySelector('input');
if (!list || !filter) throw new Error('plain-list.html lacks its list or its field.');

const socket = new WebSocket(new URLSearchParams(location.search).get('upstream') ?? '', ['realtime']);
socket.addEventListener('open', () =>
  socket.send(JSON.stringify({ type: 'session.update', session: { type: 'realtime' } })),
);

let moved = false;
socket.addEventListener('message', (message: MessageEvent<string>) => {
  const { type } = JSON.parse(message.data) as { type: string };
  const row = document.createElement('div');
  row.textContent = `${(performance.now() / 1000).toFixed(3)} ↓ ${type} ${message.data.slice(0, 120)}`;
  list.append(row);
  if (moved) return;
  moved = true;
  requestAnimationFrame(() => {
    moved = false;
    list.scrollTop = list.scrollHeight;
  });
});

filter.addEventListener('input', () => {
  const wanted = filter.value.toLowerCase();
  for (const row of list.children) {
    const shown = row.textContent.toLowerCase().includes(wanted);
    (row as HTMLElement).style.display = shown ? '' : 'none';
  }
});
