// The floor of the telephone's benchmark: the least that carries a call between Twilio and a model with `ws`. Each packet of the caller
// becomes an append, each delta becomes media, and nothing else is done: no signature, no marks, no order, no limits.
// node phone-loop.mjs UPSTREAM_URL KEY; says over IPC where it listens.

import { WebSocket, WebSocketServer } from 'ws';

const [upstreamUrl = '', key = ''] = process.argv.slice(2);
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });

server.on('connection', (telephone) => {
  const upstream = new WebSocket(upstreamUrl, {
    perMessageDeflate: false,
    headers: { authorization: `Bearer ${key}` },
  });
  let streamSid = '';
  /** @type {string[]} */
  const early = [];
  telephone.on('message', (bytes) => {
    const message = JSON.parse(/** @type {Buffer} */ (bytes).toString());
    if (message.event === 'start') streamSid = message.streamSid;
    if (message.event !== 'media') return;
    const append = JSON.stringify({ type: 'input_audio_buffer.append', audio: message.media.payload });
    if (upstream.readyState === WebSocket.OPEN) upstream.send(append);
    else early.push(append);
  });
  upstream.on('open', () => {
    for (const append of early) upstream.send(append);
  });
  upstream.on('message', (bytes) => {
    const event = JSON.parse(/** @type {Buffer} */ (bytes).toString());
    if (event.type !== 'response.output_audio.delta') return;
    telephone.send(JSON.stringify({ event: 'media', streamSid, media: { payload: event.delta } }));
  });
  telephone.on('close', () => upstream.terminate());
  upstream.on('close', () => telephone.terminate());
});

server.on('listening', () =>
  process.send?.({ port: /** @type {import('node:net').AddressInfo} */ (server.address()).port }),
);
