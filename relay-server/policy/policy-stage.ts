/**
 * A policy at work in one session: sets what the server decides before anything of the client's passes, keeps to the rules what the
 * client sends, hides what it must not see, and runs the server's tools. What cannot be applied or cannot be understood does not pass.
 */

import { randomBytes } from 'node:crypto';
import { Frame } from '../relay/frame.ts';
import type { RelayedSession } from '../relay/part.ts';
import { type Outlet, type Passed, type Stage, onlyToClient, onlyToServer } from '../relay/stages.ts';
import { ClientRules, type Objection, toolOnWire } from './client-rules.ts';
import { sessionKind } from '../../src/protocol/beta/session-body.ts';
import { type HiddenCall, HiddenCalls } from './hidden-calls.ts';
import { type JsonObject, isObject, objectAt, stringAt, withValue } from './json.ts';
import type { Policy, ServerTool } from './policy-config.ts';
import { policyFailed } from './policy-words.ts';
import type { SecretTexts } from './secret-texts.ts';
import { ToolRounds } from './tool-rounds.ts';
import { WaitingEvents } from './waiting-events.ts';

/** Calls of one session that may run at once; more are told so. */
const MAX_RUNNING = 8;
/** Refusals of one session in the log; the last of them is marked, for more may follow. */
const MAX_LOGGED = 20;

export interface PolicyStageDeps {
  policy: Policy;
  secrets: SecretTexts;
  session: Pick<RelayedSession, 'id' | 'client' | 'model' | 'log' | 'fail'>;
  /** Never rejects. */
  run: (tool: ServerTool, argumentsText: string) => Promise<string>;
}

const NOTHING: Passed = { toServer: [], toClient: [] };

export class PolicyStage implements Stage {
  readonly #deps: PolicyStageDeps;
  readonly #rules: ClientRules;
  readonly #hidden: HiddenCalls;
  readonly #rounds = new ToolRounds();
  readonly #tools: ReadonlyMap<string, ServerTool>;
  readonly #ourId = `evt_relay_${randomBytes(6).toString('hex')}`;
  #outlet: Outlet | null = null;
  #ours = 0;
  #refusals = 0;
  #running = 0;
  /** `session.created`, kept back until the server has accepted what the policy sets; null once that is done. */
  #created: JsonObject | null = null;
  #isApplied = false;
  readonly #waiting = new WaitingEvents();

  constructor(deps: PolicyStageDeps) {
    this.#deps = deps;
    this.#rules = new ClientRules(deps.policy);
    this.#hidden = new HiddenCalls(deps.policy, deps.secrets);
    this.#tools = new Map(deps.policy.tools.map((tool) => [tool.name, tool]));
    this.#isApplied = this.#ownUpdate() === null;
  }

  /** Says what the policy sets, first of all. */
  begin(outlet: Outlet): void {
    this.#outlet = outlet;
    const update = this.#ownUpdate();
    if (update !== null) this.#send({ type: 'session.update', session: update });
  }

  fromClient(frame: Frame): Passed {
    const event = parsed(frame);
    if (event === null) return answer({ code: 'invalid_json', message: NOT_JSON, param: null }, null);
    const ruling = this.#rules.judge(event, (itemId) => this.#hidden.isHidden(itemId));
    if (!ruling.ok) {
      this.#logRefusal(ruling.objection.code);
      return answer(ruling.objection, stringAt(event, 'event_id'));
    }
    const allowed = written(ruling.event);
    if (allowed === null) return answer({ code: 'invalid_json', message: NOT_JSON, param: null }, null);
    const type = stringAt(ruling.event, 'type') ?? '';
    if (!this.#waiting.holds(type, type === 'response.create' && this.#rounds.mustWait))
      return onlyToServer(allowed);
    if (this.#waiting.add(type, allowed)) return NOTHING;
    return answer({ code: 'too_many_waiting', message: NO_ROOM, param: null }, stringAt(event, 'event_id'));
  }

  /** Without the client's words, and not for as long as it likes. */
  #logRefusal(code: string): void {
    this.#refusals += 1;
    if (this.#refusals > MAX_LOGGED) return;
    const isLast = this.#refusals === MAX_LOGGED;
    this.#deps.session.log.warn({ code, isLast }, 'an event was not allowed');
  }

  fromServer(frame: Frame): Passed {
    // The bulk of a session, and never part of a call.
    if (frame.eventType === 'response.output_audio.delta' && !this.#hidden.isRenumbering)
      return onlyToClient(frame);
    const event = parsed(frame);
    if (event === null) {
      // It might hold what is to be hidden.
      this.#deps.session.log.warn(
        {},
        'the upstream sent what is no event; under a policy it is not passed on',
      );
      return NOTHING;
    }
    if (this.#isOfAnotherKind(event)) return this.#fail();
    if (!this.#isApplied) return this.#beforeApplied(event);
    this.#follow(event);
    const { event: seen, calls } = this.#hidden.see(event);
    for (const call of calls) void this.#run(call);
    this.#askIfDue();
    if (seen === null || this.#isAboutOurs(event)) return NOTHING;
    return this.#told(seen);
  }

  #told(event: JsonObject | null): Passed {
    if (event === null) return NOTHING;
    const frame = written(event);
    if (frame !== null) return onlyToClient(frame);
    this.#deps.session.log.warn(
      {},
      'the upstream sent an event that is nested too deep; it is not passed on',
    );
    return NOTHING;
  }

  #fail(): Passed {
    this.#deps.session.fail(policyFailed());
    return NOTHING;
  }

  /** A conversation where a transcription was asked for has had nothing set of what belongs to conversations. */
  #isOfAnotherKind({ type, session }: JsonObject): boolean {
    if (this.#deps.session.model !== null || (type !== 'session.created' && type !== 'session.updated'))
      return false;
    return !isObject(session) || sessionKind(session) !== 'transcription';
  }

  /** Until the server has accepted the policy's own update, the client learns of nothing but errors that end the session. */
  #beforeApplied(event: JsonObject): Passed {
    if (event.type === 'session.created') {
      this.#created = event;
      return NOTHING;
    }
    if (event.type === 'session.updated') {
      this.#isApplied = true;
      const created = { ...(this.#created ?? event), type: 'session.created', session: event.session };
      this.#created = null;
      return this.#told(this.#hidden.see(created).event);
    }
    if (this.#isAboutOurs(event) || isOfNoCause(event)) {
      const error = objectAt(event, 'error');
      this.#deps.session.log.warn(
        { code: stringAt(error, 'code'), param: stringAt(error, 'param') },
        'the upstream refused what the policy sets',
      );
      return this.#fail();
    }
    // The policy was sent first. Something runs without it.
    if (event.type === 'response.created') return this.#fail();
    return this.#told(this.#hidden.see(event).event);
  }

  #follow(event: JsonObject): void {
    const response = objectAt(event, 'response');
    const responseId = stringAt(response, 'id');
    if (event.type === 'response.created' && responseId !== null) this.#rounds.responseBegan(responseId);
    if (event.type === 'response.done' && responseId !== null) {
      this.#rounds.responseEnded(
        responseId,
        response?.status === 'cancelled' || response?.status === 'failed',
      );
    }
    const item = objectAt(event, 'item');
    const calledBy = stringAt(event, 'response_id');
    if (event.type !== 'response.output_item.done' || item?.type !== 'function_call' || calledBy === null)
      return;
    if (!this.#tools.has(stringAt(item, 'name') ?? '')) this.#rounds.clientCalled(calledBy);
  }

  async #run({ callId, responseId, name, argumentsText }: HiddenCall): Promise<void> {
    const tool = this.#tools.get(name);
    if (tool === undefined) return;
    this.#rounds.called(responseId);
    const { log } = this.#deps.session;
    let output: string;
    if (this.#running >= MAX_RUNNING)
      output = JSON.stringify({ error: 'Too many calls at once. Wait for one of them.' });
    else {
      this.#running += 1;
      log.info({ tool: name }, 'a server tool is called');
      output = await this.#deps.run(tool, argumentsText);
      this.#running -= 1;
    }
    const id = `item_${randomBytes(10).toString('hex')}`;
    this.#hidden.hide(id);
    this.#send({
      type: 'conversation.item.create',
      item: { id, type: 'function_call_output', call_id: callId, output },
    });
    this.#rounds.delivered(responseId);
    this.#askIfDue();
    this.#releaseWaiting();
  }

  #askIfDue(): void {
    const due = this.#rounds.takeDue();
    if (due === 'yes') this.#send({ type: 'response.create' });
    if (due !== 'too-often') return;
    this.#deps.session.log.warn(
      {},
      'the model called server tools too often in a row; it is not asked again',
    );
    const message = 'The server could not finish its answer. Ask again.';
    const { toClient } = answer({ code: 'server_error', message, param: null }, null, 'server_error');
    for (const frame of toClient) this.#outlet?.toClient(frame);
  }

  #releaseWaiting(): void {
    if (this.#rounds.mustWait) return;
    for (const frame of this.#waiting.takeAll()) this.#outlet?.toServer(frame);
  }

  /** An error that answers something which the client did not send. */
  #isAboutOurs(event: JsonObject): boolean {
    const cause = stringAt(objectAt(event, 'error'), 'event_id');
    return event.type === 'error' && cause !== null && cause.startsWith(this.#ourId);
  }

  #send(event: JsonObject): void {
    this.#ours += 1;
    this.#outlet?.toServer(
      Frame.ofText(JSON.stringify({ event_id: `${this.#ourId}_${this.#ours}`, ...event })),
    );
  }

  /** The body that brings the session under the policy; null when nothing has to be set. */
  #ownUpdate(): JsonObject | null {
    const { policy, session } = this.#deps;
    const isConversation = session.model !== null;
    let body: JsonObject = {};
    for (const [path, value] of [...Object.entries(policy.filled), ...Object.entries(policy.locked)]) {
      if (isConversation || path.startsWith('audio.input.') || path === 'include')
        body = withValue(body, path, value);
    }
    if (isConversation && policy.tools.length > 0) {
      const named = Array.isArray(body.tools) ? body.tools : [];
      body = { ...body, tools: [...named, ...policy.tools.map(toolOnWire)] };
    }
    if (Object.keys(body).length === 0) return null;
    return { type: isConversation ? 'realtime' : 'transcription', ...body };
  }
}

const NO_ROOM =
  'Too much waits for an answer that comes first. Send this again when the next response has begun.';
const NOT_JSON = 'The event is not valid JSON. Send one object a frame.';

/** Null when the frame is no JSON object. Of a key that stands twice the last counts, here and in what goes on. */
function parsed({ bytes, isBinary }: Frame): JsonObject | null {
  if (isBinary) return null;
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Null when it is nested deeper than can be written: reading goes deeper than writing. */
function written(event: JsonObject): Frame | null {
  try {
    return Frame.ofText(JSON.stringify(event));
  } catch {
    return null;
  }
}

/** A refusal that does not say of what. What comes before the policy is in force answers it: it was sent first. */
function isOfNoCause(event: JsonObject): boolean {
  const error = objectAt(event, 'error');
  if (event.type !== 'error' || error === null || stringAt(error, 'event_id') !== null) return false;
  return (stringAt(error, 'type') ?? 'invalid_request_error') === 'invalid_request_error';
}

function answer(
  { code, message, param }: Objection,
  eventId: string | null,
  type = 'invalid_request_error',
): Passed {
  const event = {
    type: 'error',
    event_id: `event_relay_${randomBytes(8).toString('hex')}`,
    error: { type, code, message, param, event_id: eventId },
  };
  return onlyToClient(Frame.ofText(JSON.stringify(event)));
}
