/**
 * A policy at work in one session: sets what the server decides before anything of the client's passes, keeps to the rules what the
 * client sends, hides what it must not see, and runs the server's tools. What cannot be applied or cannot be understood does not pass.
 */

import { randomBytes } from 'node:crypto';
import { Frame } from '../relay/frame.ts';
import type { RelayedSession } from '../relay/part.ts';
import { type Outlet, type Passed, type Stage, onlyToClient, onlyToServer } from '../relay/stages.ts';
import { ClientRules, type Objection, toolOnWire } from './client-rules.ts';
import { type HiddenCall, HiddenCalls } from './hidden-calls.ts';
import { type JsonObject, isObject, objectAt, stringAt, withValue } from './json.ts';
import type { Policy, ServerTool } from './policy-config.ts';
import { policyFailed } from './policy-words.ts';
import { ToolRounds } from './tool-rounds.ts';

/** Calls of one session that may run at once; more are told so. */
const MAX_RUNNING = 8;
/** Events of the client's that wait for outputs which belong before them. */
const MAX_WAITING = 64;

export interface PolicyStageDeps {
  policy: Policy;
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
  #running = 0;
  /** `session.created`, kept back until the server has accepted what the policy sets; null once that is done. */
  #created: JsonObject | null = null;
  #isApplied = false;
  #waiting: JsonObject[] = [];

  constructor(deps: PolicyStageDeps) {
    this.#deps = deps;
    this.#rules = new ClientRules(deps.policy);
    this.#hidden = new HiddenCalls(deps.policy);
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
      this.#deps.session.log.warn(
        { code: ruling.objection.code, param: ruling.objection.param },
        'an event was not allowed',
      );
      return answer(ruling.objection, stringAt(event, 'event_id'));
    }
    if (this.#waiting.length > 0 || (event.type === 'response.create' && this.#rounds.mustWait)) {
      if (this.#waiting.length < MAX_WAITING) this.#waiting.push(ruling.event);
      return NOTHING;
    }
    return onlyToServer(written(ruling.event));
  }

  fromServer(frame: Frame): Passed {
    // The bulk of a session, and never part of a call.
    if (frame.eventType === 'response.output_audio.delta') return onlyToClient(frame);
    const event = parsed(frame);
    if (event === null) {
      // It might hold what is to be hidden.
      this.#deps.session.log.warn(
        {},
        'the upstream sent what is no event; under a policy it is not passed on',
      );
      return NOTHING;
    }
    if (!this.#isApplied) return this.#beforeApplied(event);
    this.#follow(event);
    const { event: seen, calls } = this.#hidden.see(event);
    for (const call of calls) void this.#run(call);
    this.#askIfDue();
    if (seen === null || this.#isAboutOurs(event)) return NOTHING;
    return onlyToClient(written(seen));
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
      const { event: seen } = this.#hidden.see(created);
      return seen === null ? NOTHING : onlyToClient(written(seen));
    }
    if (this.#isAboutOurs(event)) {
      const error = objectAt(event, 'error');
      this.#deps.session.log.warn(
        { code: stringAt(error, 'code'), param: stringAt(error, 'param') },
        'the upstream refused what the policy sets',
      );
      this.#deps.session.fail(policyFailed());
      return NOTHING;
    }
    return onlyToClient(written(event));
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
    if (this.#rounds.takeDue()) this.#send({ type: 'response.create' });
  }

  #releaseWaiting(): void {
    if (this.#rounds.mustWait) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const event of waiting) this.#outlet?.toServer(written(event));
  }

  /** An error that answers something which the client did not send. */
  #isAboutOurs(event: JsonObject): boolean {
    const cause = stringAt(objectAt(event, 'error'), 'event_id');
    return event.type === 'error' && cause !== null && cause.startsWith(this.#ourId);
  }

  #send(event: JsonObject): void {
    this.#ours += 1;
    this.#outlet?.toServer(written({ event_id: `${this.#ourId}_${this.#ours}`, ...event }));
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

function written(event: JsonObject): Frame {
  return Frame.ofText(JSON.stringify(event));
}

function answer({ code, message, param }: Objection, eventId: string | null): Passed {
  const event = {
    type: 'error',
    event_id: `event_relay_${randomBytes(8).toString('hex')}`,
    error: { type: 'invalid_request_error', code, message, param, event_id: eventId },
  };
  return onlyToClient(written(event));
}
