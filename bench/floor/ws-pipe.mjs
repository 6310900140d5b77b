// The floor of the relay's benchmark: the least that joins two WebSockets with `ws`. It puts in a key and forwards whole buffers, with no
// limit, no back-pressure and no error handling. node ws-pipe.mjs UPSTREAM_URL KEY; says over IPC where it listens.

import { WebSocket, WebSocketServer } from 'ws';

const [upstreamUrl = '', key = ''] = process.argv.slice(2);
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });

server.on('connection', (client) => {
  const upstream = new WebSocket(upstreamUrl, {
    perMessageDeflate: false,
    headers: { authorization: `Bearer ${key}` },
  });
  /** @type {import('ws').RawData[]} */
  const early = [];
  client.on('message', (data, isBinary) => {
    if (upstream.readyState === WebSocket.OPEN) upstream.send(data, { binary: isBinary });
    else early.push(data);
  });
  upstream.on('open', () => {
    for (const data of early) upstream.send(data, { binary: false });
  });
  upstream.on('message', (data, isBinary) => client.send(data, { binary: isBinary }));
  client.on('close', () => upstream.terminate());
  upstream.on('close', () => client.terminate());
});

server.on('listening', () =>
  process.send?.({ port: /** @type {import('node:net').AddressInfo} */ (server.address()).port }),
);
