/** An event as something to use again: a line of code that sends it, or a text to change and send. Pure. */

export function sendingCode(text: string): string {
  const literal = JSON.stringify(JSON.parse(text), null, 2)
    // In code, unlike in JSON, that name alone would set the prototype. Only a key stands so at the start of a line.
    .replaceAll(/^( *)"__proto__": /gm, '$1["__proto__"]: ')
    // Two line ends of Unicode are fine in JSON and were no part of a string in older JavaScript.
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return `socket.send(JSON.stringify(${literal}));\n`;
}

/** An event as a text to change and send again: laid out, and without its id, which is the id of the one that was sent. */
export function editable(text: string): string {
  const { event_id: _id, ...event } = JSON.parse(text) as Record<string, unknown>;
  return `${JSON.stringify(event, null, 2)}\n`;
}
