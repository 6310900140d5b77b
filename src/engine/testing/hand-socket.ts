/** A WebSocket that tests move by hand. */

export class HandSocket extends EventTarget {
  static readonly OPEN = 1;
  readonly OPEN = HandSocket.OPEN;
  /** Every socket that was made, oldest first. A test empties it. */
  static readonly all: HandSocket[] = [];
  readyState = 0;
  bufferedAmount = 0;
  readonly sent: Record<string, unknown>[] = [];
  readonly sound: Int16Array[] = [];

  closed = false;
  readonly url: string;

  constructor(url = '') {
    super();
    this.url = url;
    HandSocket.all.push(this);
  }

  static get last(): HandSocket {
    return HandSocket.all.at(-1) ?? new HandSocket();
  }

  send(frame: string | Int16Array): void {
    if (typeof frame === 'string') this.sent.push(JSON.parse(frame) as Record<string, unknown>);
    // Sending copies.
    else this.sound.push(frame.slice());
  }

  close(): void {
    this.readyState = 3;
    this.closed = true;
  }

  open(): void {
    this.readyState = HandSocket.OPEN;
    this.dispatchEvent(new Event('open'));
  }

  say(type: string, fields: Record<string, unknown> = {}): void {
    const text = JSON.stringify({ type, event_id: 'event_1', ...fields });
    this.dispatchEvent(new MessageEvent('message', { data: text }));
  }

  /** The session begins. `expiresAt`: seconds since 1970. */
  begin(id: string, expiresAt?: number): void {
    this.say('session.created', { session: { id, model: 'm', expires_at: expiresAt } });
  }

  /** An `error` event; `eventId` names the command that it refuses. */
  fail(message: string, eventId: string | null = null, code = 'x'): void {
    const error = { type: 'server_error', code, message, param: null, event_id: eventId };
    this.say('error', { error });
  }

  end(code: number, reason = ''): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason }));
  }

  types(): unknown[] {
    return this.sent.map(({ type }) => type);
  }
}
