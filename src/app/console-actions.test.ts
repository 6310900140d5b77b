import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AudioGraphError } from '../audio/audio-platform.ts';
import type { AudioGraphEvents, AudioGraphState } from '../audio/audio-graph.ts';
import type { MicrophoneEvents } from '../audio/microphone.ts';
import type { EngineCommand } from '../engine/engine.messages.ts';
import type { ConsoleConfig } from '../lib/console-config.ts';
import { Emitter } from '../lib/emitter.ts';
import { LogMirror } from '../store/log-mirror.ts';
import { TimeCursor } from '../store/time-cursor.ts';
import { TimelineModel } from '../store/timeline-model.ts';
import { testStore } from '../store/testing/test-store.ts';
import { testConfig } from '../ui/kit/testing/test-console.tsx';
import { type ActionDeps, createConsoleActions } from './console-actions.ts';
import { followConnection } from './follow-connection.ts';
import { AccessNeededError } from './load-config.ts';
import { tellEngineFailure } from './notify.ts';
import { testCall } from '../ui/calls/testing/test-call.ts';

class FakeGraph extends Emitter<AudioGraphEvents> {
  state: AudioGraphState = 'none';
  outputLatencyMs = 32;
  calls: string[] = [];
  failure: Error | null = null;
  endClip = () => {};
  unlock() {
    this.calls.push('unlock');
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }
  playClip(pcm16: Int16Array, onEnded: () => void) {
    this.calls.push(`play ${pcm16.length}`);
    this.endClip = onEnded;
    return () => {
      this.calls.push('stop clip');
      onEnded();
    };
  }
  playRecording(fromMs: number) {
    this.calls.push(`play from ${fromMs}`);
    return { positionMs: () => fromMs, stop: () => this.calls.push('stop playing') };
  }
  setVolume() {}
  setOutputDevice(deviceId: string) {
    return deviceId === 'gone'
      ? Promise.reject(
          new AudioGraphError('output-refused', 'That output is gone.', 'Choose another output.'),
        )
      : Promise.resolve();
  }
  takeCapturePort() {
    return null;
  }
  takePlaybackPort() {
    return null;
  }
}

class FakeMicrophone extends Emitter<MicrophoneEvents> {
  live = false;
  start() {
    this.live = true;
    return Promise.resolve();
  }
  stop() {
    this.live = false;
  }
  setMuted() {}
  selectDevice() {
    return Promise.resolve();
  }
  setProcessing() {
    return Promise.resolve();
  }
}

let graph: FakeGraph;
let microphone: FakeMicrophone;
let sent: EngineCommand[];
let recordings: Record<string, Int16Array<ArrayBuffer>>;
let deps: ActionDeps;
let configAnswers: (() => Promise<ConsoleConfig>)[];
let tokens: string[];

let steered: { callId: string; patch: object }[];
let stopped: string[];

beforeEach(() => {
  graph = new FakeGraph();
  microphone = new FakeMicrophone();
  sent = [];
  recordings = {};
  configAnswers = [];
  tokens = [];
  steered = [];
  stopped = [];
  const store = testStore();
  deps = {
    store,
    graph,
    microphone,
    engine: {
      send: (command) => sent.push(command),
      sendEvent: () => Promise.resolve(null),
      readAudio: (itemId) => Promise.resolve(recordings[itemId] ?? null),
      readEvents: () => Promise.resolve({ events: [], total: 0 }),
      readSpan: () => Promise.resolve({ you: new Int16Array(), assistant: new Int16Array() }),
    },
    timeline: new TimelineModel(),
    log: new LogMirror(),
    cursor: new TimeCursor(),
    socketAddress: (path) => `ws://here${path}`,
    steerCall: async (callId, patch) => void steered.push({ callId, patch }),
    stopCall: async (callId) => {
      stopped.push(callId);
      return 'The call is over.';
    },
    loadConfig: () => configAnswers.shift()?.() ?? Promise.reject(new Error('no relay')),
    giveToken: (token) => {
      tokens.push(token);
      return token === 'right' ? Promise.resolve() : Promise.reject(new Error('That is not the token.'));
    },
    onConfig: () => {},
  };
  followConnection(deps);
});

it('tells how long sound takes to the ear before each answer', () => {
  deps.store.setState({ phase: 'hearing' });
  expect(sent).toEqual([]);
  deps.store.setState({ phase: 'thinking' });
  deps.store.setState({ phase: 'speaking' });
  expect(sent).toEqual([{ kind: 'output-latency', latencyMs: 32 }]);
});

describe('connect', () => {
  it('unlocks audio inside the gesture, before anything is awaited', () => {
    void createConsoleActions(deps).connect();
    expect(graph.calls).toEqual(['unlock']);
    const { requestId } = deps.store.getState();
    expect(requestId).toMatch(/^req_[0-9a-f]{16}$/);
    const url = `ws://here/v1/realtime?client_request_id=${requestId}`;
    expect(sent).toMatchObject([{ kind: 'connect', url }]);
    expect(deps.store.getState().connection.status).toBe('connecting');
    expect(microphone.live).toBe(true);
  });

  it('does nothing when a connection is there or on its way', async () => {
    const actions = createConsoleActions(deps);
    await Promise.all([actions.connect(), actions.connect()]);
    expect(sent.filter(({ kind }) => kind === 'connect')).toHaveLength(1);
  });

  it('puts a new session in place of the running one when asked to, and keeps the microphone', async () => {
    const actions = createConsoleActions(deps);
    await actions.connect();
    microphone.live = false;
    await actions.reconnect();
    expect(sent.map(({ kind }) => kind)).toEqual(['connect', 'connect']);
    // Each connection has a name of its own.
    expect(new Set(sent.map((command) => 'url' in command && command.url)).size).toBe(2);
    expect(deps.store.getState().connection.status).toBe('connecting');
    // Neither released nor asked for again.
    expect(microphone.live).toBe(false);
  });

  it('says what to do when the browser cannot play sound, and connects all the same', async () => {
    graph.failure = AudioGraphError.unsupported();
    await createConsoleActions(deps).connect();
    expect(deps.store.getState().notices).toMatchObject([{ key: 'device-audio', level: 'error' }]);
    expect(deps.store.getState().connection.status).toBe('connecting');
  });
});

describe('the microphone', () => {
  it('is released when the person disconnects and when the connection fails by itself', async () => {
    const actions = createConsoleActions(deps);
    await actions.connect();
    actions.disconnect();
    expect(microphone.live).toBe(false);
    await actions.connect();
    expect(microphone.live).toBe(true);
    deps.store.setState({ connection: { status: 'failed', text: 'gone', nextStep: 'again', code: 'x' } });
    expect(microphone.live).toBe(false);
  });

  it('stays on while a new session is sought, and is released when none is found', async () => {
    await createConsoleActions(deps).connect();
    const startedAtEpochMs = 0;
    const lost = { status: 'reconnecting', attempt: 1, nextAttemptAtEpochMs: null, reason: 'x' } as const;
    deps.store.setState({ connection: { ...lost, startedAtEpochMs } });
    expect(microphone.live).toBe(true);
    deps.store.setState({ connection: { status: 'failed', text: 'gone', nextStep: 'again', code: 'x' } });
    expect(microphone.live).toBe(false);
  });

  it('is asked for once, not again when the connection that was on its way is there', async () => {
    await createConsoleActions(deps).connect();
    microphone.live = false;
    const connected = {
      status: 'connected',
      sessionId: 's',
      model: 'm',
      startedAtEpochMs: 0,
      sessionStartedAtEpochMs: 0,
      expiresAtEpochMs: null,
    } as const;
    deps.store.setState({ connection: connected });
    expect(microphone.live).toBe(false);
  });

  it('comes back when a late word of the former session had stopped it', async () => {
    const actions = createConsoleActions(deps);
    await actions.connect();
    actions.disconnect();
    await actions.connect();
    // The engine's answer to the disconnect arrives only now.
    deps.store.setState({ connection: { status: 'idle' } });
    deps.store.setState({ connection: { status: 'connecting' } });
    expect(microphone.live).toBe(true);
  });

  it('says why it is not there, and takes it back when it is', () => {
    microphone.emit('state', { status: 'denied', text: 'Blocked.', nextStep: 'Allow it.' });
    expect(deps.store.getState()).toMatchObject({
      microphone: { status: 'denied' },
      notices: [{ text: 'Blocked.', nextStep: 'Allow it.' }],
    });
    microphone.emit('state', { status: 'live', label: 'Headset' });
    expect(deps.store.getState().notices).toEqual([]);
  });

  it('is said to be muted when somebody holds to talk', async () => {
    const actions = createConsoleActions(deps);
    await actions.connect();
    actions.pushToTalk(true);
    actions.pushToTalk(false);
    expect(deps.store.getState().notices).toEqual([]);
    actions.setMuted(true);
    actions.pushToTalk(true);
    expect(deps.store.getState().notices).toMatchObject([{ key: 'device-muted', level: 'info' }]);
  });

  it('stops a held push-to-talk when the connection ends', async () => {
    const actions = createConsoleActions(deps);
    await actions.connect();
    actions.pushToTalk(true);
    actions.pushToTalk(true);
    expect(sent.filter(({ kind }) => kind === 'push-to-talk')).toHaveLength(1);
    deps.store.setState({ connection: { status: 'idle' } });
    expect(deps.store.getState().talking).toBe(false);
  });
});

describe('sound that the browser pauses', () => {
  const becomes = (state: AudioGraphState) => {
    graph.state = state;
    graph.emit('state', state);
  };
  const keys = () => deps.store.getState().notices.map(({ key }) => key);

  it('is told for as long as it lasts in a session', async () => {
    becomes('suspended');
    expect(keys()).toEqual([]);
    const actions = createConsoleActions(deps);
    await actions.connect();
    becomes('running');
    expect(keys()).toEqual([]);
    becomes('suspended');
    expect(keys()).toEqual(['device-sound']);
    becomes('running');
    expect(keys()).toEqual([]);
    becomes('suspended');
    actions.disconnect();
    expect(keys()).toEqual([]);
  });
});

describe('a failure of the engine', () => {
  it('is the state of the connection when there can be none', () => {
    tellEngineFailure(deps.store, { text: 'No engine.', nextStep: 'Reload.', fatal: true });
    expect(deps.store.getState().connection).toMatchObject({ status: 'failed', text: 'No engine.' });
  });

  it('is a notice when the engine goes on', () => {
    tellEngineFailure(deps.store, { text: 'It threw.', nextStep: 'Reload.', fatal: false });
    expect(deps.store.getState()).toMatchObject({
      connection: { status: 'idle' },
      notices: [{ level: 'error', text: 'It threw.', nextStep: 'Reload.' }],
    });
  });
});

describe('playing an item again', () => {
  it('plays one at a time, and stops the one that is playing when it is asked for again', async () => {
    recordings = { a: new Int16Array(10), b: new Int16Array(20) };
    const actions = createConsoleActions(deps);
    await actions.togglePlayItem('a');
    expect(deps.store.getState().playingItemId).toBe('a');
    await actions.togglePlayItem('b');
    expect(deps.store.getState().playingItemId).toBe('b');
    await actions.togglePlayItem('b');
    expect(deps.store.getState().playingItemId).toBeNull();
    expect(graph.calls.filter((call) => call !== 'unlock')).toEqual([
      'play 10',
      'stop clip',
      'play 20',
      'stop clip',
    ]);
  });

  it('plays nothing that was stopped while it was being read', async () => {
    recordings = { a: new Int16Array(10), b: new Int16Array(20) };
    const actions = createConsoleActions(deps);
    const stopped = actions.togglePlayItem('a');
    actions.interrupt('escape');
    await stopped;
    const twice = [actions.togglePlayItem('a'), actions.togglePlayItem('a')];
    const overtaken = actions.togglePlayItem('a');
    await Promise.all([...twice, overtaken, actions.togglePlayItem('b')]);
    expect(graph.calls.filter((call) => call !== 'unlock')).toEqual(['play 20']);
    expect(deps.store.getState().playingItemId).toBe('b');
  });

  it('ends when somebody talks or types', async () => {
    recordings = { a: new Int16Array(10) };
    const actions = createConsoleActions(deps);
    for (const act of [() => actions.sendText('hello'), () => actions.pushToTalk(true)]) {
      await actions.togglePlayItem('a');
      act();
      expect(deps.store.getState().playingItemId).toBeNull();
    }
  });

  it('forgets the item when its clip has run out', async () => {
    recordings = { a: new Int16Array(10) };
    const actions = createConsoleActions(deps);
    await actions.togglePlayItem('a');
    graph.endClip();
    expect(deps.store.getState().playingItemId).toBeNull();
  });

  it('says so when there is no recording', async () => {
    await createConsoleActions(deps).togglePlayItem('nothing');
    expect(deps.store.getState().notices[0]?.text).toContain('no recording');
  });
});

describe('settings and devices', () => {
  it('shows at once what was asked, and tells the engine', () => {
    createConsoleActions(deps).updateSettings({ voice: 'cedar' });
    expect(deps.store.getState().settings.asked.voice).toBe('cedar');
    expect(sent).toEqual([{ kind: 'update-settings', patch: { voice: 'cedar' } }]);
  });

  it('goes back to the default speaker when the chosen one refuses', async () => {
    await createConsoleActions(deps).selectSpeaker('gone');
    expect(deps.store.getState()).toMatchObject({
      speaker: { deviceId: '' },
      notices: [{ text: 'That output is gone.', nextStep: 'Choose another output.' }],
    });
  });

  it('leaves a speaker that was unplugged, and says so', () => {
    const list = (...ids: string[]) => ids.map((deviceId) => ({ deviceId, label: deviceId }));
    const set = (devices: { deviceId: string; label: string }[], deviceId: string) =>
      deps.store.setState(({ speaker }) => ({ speaker: { ...speaker, devices, deviceId } }));
    set(list('', 'headset'), 'headset');
    expect(deps.store.getState().notices).toEqual([]);
    set(list(''), 'headset');
    expect(deps.store.getState()).toMatchObject({
      speaker: { deviceId: '' },
      notices: [{ text: 'The chosen speaker is gone.' }],
    });
  });

  it('deletes from its own copy once the session is over', () => {
    deps.store.setState({
      items: { a: { kind: 'other', id: 'a', type: 'x', startedAtMs: 0 } },
      order: ['a'],
    });
    createConsoleActions(deps).deleteItem('a');
    expect(deps.store.getState()).toMatchObject({ items: {}, order: [] });
    expect(sent).toEqual([]);
  });

  it('asks the chosen upstream, when there are several, for what it offers', async () => {
    const [first] = testConfig.upstreams;
    const other = { ...first, id: 'azure', name: 'Azure', models: ['my-voice'], defaultModel: 'my-voice' };
    deps.store.setState({ config: { ...testConfig, upstreams: [first, other] } });
    const actions = createConsoleActions(deps);
    actions.chooseUpstream('azure');
    expect(deps.store.getState().settings.asked.model).toBe('my-voice');
    await actions.connect();
    expect(sent.at(-1)).toMatchObject({ kind: 'connect', url: expect.stringMatching(/[?&]upstream=azure$/) });
    expect(deps.store.getState().runningUpstreamId).toBe('azure');
  });

  it('tells the running session nothing that is meant for another upstream, and goes back to what it had', async () => {
    const [first] = testConfig.upstreams;
    const other = { ...first, id: 'azure', models: ['my-voice'], voices: ['ash'], transcriptionModels: [] };
    deps.store.setState({
      config: { ...testConfig, upstreams: [first, { ...other, defaultModel: 'my-voice' }] },
    });
    const actions = createConsoleActions(deps);
    await actions.connect();
    const before = deps.store.getState().settings.asked;
    sent.length = 0;
    actions.chooseUpstream('azure');
    actions.updateSettings({ voice: 'ash', speed: 1.2 });
    expect(sent).toEqual([{ kind: 'update-settings', patch: { speed: 1.2 } }]);
    expect(deps.store.getState().settings.asked).toMatchObject({
      model: 'my-voice',
      voice: 'ash',
      transcription: null,
    });
    actions.chooseUpstream(first.id);
    expect(deps.store.getState().settings.asked).toEqual({ ...before, speed: 1.2 });
  });

  it('keeps in words why the configuration could not be read', async () => {
    await createConsoleActions(deps).reloadConfig();
    expect(deps.store.getState().configError).toBe('no relay');
  });
});

describe('a relay with an access token', () => {
  const access = () => deps.store.getState().access;
  const wants = () => Promise.reject(new AccessNeededError('It wants its token.'));

  beforeEach(async () => {
    configAnswers = [wants];
    await createConsoleActions(deps).reloadConfig();
  });

  it('is answered by asking the person, not by an error', () => {
    expect(deps.store.getState()).toMatchObject({
      access: { status: 'needed', problem: null },
      configError: null,
    });
  });

  it('gives its configuration once the token was right', async () => {
    configAnswers = [() => Promise.resolve(testConfig)];
    await createConsoleActions(deps).grantAccess('right');
    expect(deps.store.getState()).toMatchObject({ access: { status: 'granted' }, config: testConfig });
    expect(JSON.stringify(deps.store.getState())).not.toContain('right');
  });

  it('says why another token did not serve, and reads nothing', async () => {
    configAnswers = [() => Promise.resolve(testConfig)];
    await createConsoleActions(deps).grantAccess('wrong');
    expect(access()).toEqual({ status: 'needed', problem: 'That is not the token.' });
    expect(configAnswers).toHaveLength(1);
  });

  it('tells a browser that keeps no cookies from a wrong token', async () => {
    configAnswers = [wants];
    await createConsoleActions(deps).grantAccess('right');
    expect(access()).toMatchObject({ status: 'needed', problem: expect.stringContaining('cookies') });
  });

  it('leaves a relay that went away meanwhile to the notices', async () => {
    await createConsoleActions(deps).grantAccess('right');
    expect(deps.store.getState()).toMatchObject({ access: { status: 'granted' }, configError: 'no relay' });
  });

  it('is asked again when it refuses a connection for want of the token, and only then', async () => {
    configAnswers = [() => Promise.resolve(testConfig)];
    await createConsoleActions(deps).grantAccess('right');
    const fail = (code: string) =>
      deps.store.setState({ connection: { status: 'failed', text: 'No.', nextStep: 'Again.', code } });
    fail('no_api_key');
    expect(access()).toEqual({ status: 'granted' });
    fail('invalid_access_token');
    expect(access()).toEqual({ status: 'needed', problem: null });
  });
});

describe('a telephone call on the screen', () => {
  const showCall = (voice: 'handset' | null = null) =>
    deps.store.setState({
      shown: {
        kind: 'call',
        call: { ...testCall, id: 'CA1', state: 'talking' },
        state: 'watching',
        lostLines: 0,
        voice,
        words: null,
      },
    });

  it('is the one whose settings are changed, and whose agent is stopped', async () => {
    showCall();
    const actions = createConsoleActions(deps);
    actions.updateSettings({ speed: 1.2 });
    expect(steered).toEqual([{ callId: 'CA1', patch: { speed: 1.2 } }]);
    actions.interrupt('stop');
    await vi.waitFor(() =>
      expect(deps.store.getState().notices.map(({ text }) => text)).toEqual(['The call is over.']),
    );
    expect(stopped).toEqual(['CA1']);
    expect(sent).toEqual([]);
  });

  it('is not cut short by Escape, but for whoever makes it', () => {
    showCall();
    const actions = createConsoleActions(deps);
    actions.interrupt('escape');
    expect(stopped).toEqual([]);
    showCall('handset');
    actions.interrupt('escape');
    expect(stopped).toEqual(['CA1']);
  });
});
