import { describe, expect, it } from 'vitest';
import { type RemoteUpstreamConfig } from '../config.ts';
import { Secret } from '../secret.ts';
import { remoteUpstream } from './remote.ts';
import { describeUpstream } from './upstream.contract.ts';

const KEY = 'sk-secret-key';
const MODELS = { models: ['gpt-realtime-2.1', 'other'], defaultModel: 'gpt-realtime-2.1' };
const openai: RemoteUpstreamConfig = {
  kind: 'openai',
  name: 'OpenAI',
  url: 'wss://api.openai.com/v1/realtime',
  apiKey: new Secret(KEY),
  organization: 'org-1',
  project: 'proj-1',
};
const compatible: RemoteUpstreamConfig = {
  ...openai,
  kind: 'compatible',
  name: '127.0.0.1:9000',
  url: 'ws://127.0.0.1:9000/v1/realtime',
};
const request = { query: new URLSearchParams('model=a'), safetyIdentifier: null };

describeUpstream('OpenAI', () => remoteUpstream(openai, MODELS), [KEY]);
describeUpstream('a compatible server', () => remoteUpstream(compatible, MODELS), [KEY]);

describe('a remote upstream', () => {
  it('carries key, organisation and project in headers', () => {
    expect(remoteUpstream(openai, MODELS).dial(request)).toEqual({
      ok: true,
      url: 'wss://api.openai.com/v1/realtime?model=a',
      headers: {
        Authorization: `Bearer ${KEY}`,
        'OpenAI-Organization': 'org-1',
        'OpenAI-Project': 'proj-1',
      },
    });
  });

  it('passes the safety identifier of the client on', () => {
    const dial = remoteUpstream(openai, MODELS).dial({ ...request, safetyIdentifier: 'user-7' });
    expect(dial.ok && dial.headers['OpenAI-Safety-Identifier']).toBe('user-7');
  });

  it('does not dial OpenAI without a key', () => {
    const upstream = remoteUpstream({ ...openai, apiKey: null }, MODELS);
    expect(upstream.dial(request)).toEqual({ ok: false, reason: 'no-key' });
  });

  it('dials a compatible server without a key, and then sends no Authorization', () => {
    const dial = remoteUpstream({ ...compatible, apiKey: null }, MODELS).dial(request);
    expect(dial.ok && Object.keys(dial.headers)).not.toContain('Authorization');
  });
});
