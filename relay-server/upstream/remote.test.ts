import { describe, expect, it } from 'vitest';
import { Secret } from '../secret.ts';
import { remoteUpstream } from './remote.ts';
import { type RemoteUpstreamConfig, offerOf } from './upstream-config.ts';
import { describeUpstream } from './upstream.contract.ts';

const KEY = 'sk-secret-key';
const openai: RemoteUpstreamConfig = {
  kind: 'openai',
  id: 'openai',
  name: 'OpenAI',
  url: 'wss://api.openai.com/v1/realtime',
  apiKey: new Secret(KEY),
  organization: 'org-1',
  project: 'proj-1',
  safetyIdentifier: null,
  ignoreClientSafetyIdentifier: false,
  headers: {},
  offer: offerOf({}),
  hints: { key: 'OPENAI_API_KEY', address: 'OPENAI_BASE_URL' },
};
const compatible: RemoteUpstreamConfig = {
  ...openai,
  kind: 'compatible',
  name: '127.0.0.1:9000',
  url: 'ws://127.0.0.1:9000/v1/realtime',
};
const azure: RemoteUpstreamConfig = {
  ...openai,
  kind: 'azure',
  id: 'azure',
  name: 'Azure OpenAI',
  url: 'wss://mine.openai.azure.com/openai/v1/realtime',
  offer: offerOf({ models: ['my-voice'], transcriptionModels: [] }),
};
const request = { query: new URLSearchParams('model=a'), safetyIdentifier: null, requestId: 'req-1' };

describeUpstream('OpenAI', () => remoteUpstream(openai), [KEY]);
describeUpstream('Azure', () => remoteUpstream(azure), [KEY]);
describeUpstream('a compatible server', () => remoteUpstream(compatible), [KEY]);

describe('a remote upstream', () => {
  it('carries key, organisation and project in headers', () => {
    expect(remoteUpstream(openai).dial(request)).toEqual({
      ok: true,
      url: 'wss://api.openai.com/v1/realtime?model=a',
      headers: {
        Authorization: `Bearer ${KEY}`,
        'OpenAI-Organization': 'org-1',
        'OpenAI-Project': 'proj-1',
        'X-Client-Request-Id': 'req-1',
      },
    });
  });

  it('passes the safety identifier of the client on', () => {
    const dial = remoteUpstream(openai).dial({ ...request, safetyIdentifier: 'user-7' });
    expect(dial.ok && dial.headers['OpenAI-Safety-Identifier']).toBe('user-7');
  });

  it('does not dial OpenAI without a key', () => {
    const upstream = remoteUpstream({ ...openai, apiKey: null });
    expect(upstream.dial(request)).toEqual({ ok: false, reason: 'no-key' });
  });

  it('dials a compatible server without a key, and then sends no Authorization', () => {
    const dial = remoteUpstream({ ...compatible, apiKey: null }).dial(request);
    expect(dial.ok && Object.keys(dial.headers)).not.toContain('Authorization');
  });

  it('has an end user named by the configuration when the client names none', () => {
    const upstream = remoteUpstream({ ...openai, safetyIdentifier: 'team-1' });
    const identifier = (safetyIdentifier: string | null) => {
      const dial = upstream.dial({ ...request, safetyIdentifier });
      return dial.ok && dial.headers['OpenAI-Safety-Identifier'];
    };
    expect(identifier(null)).toBe('team-1');
    expect(identifier('user-7')).toBe('user-7');
  });

  it('can be told to believe no client about end users', () => {
    const dial = (safetyIdentifier: string | null) =>
      remoteUpstream({ ...openai, safetyIdentifier, ignoreClientSafetyIdentifier: true }).dial({
        ...request,
        safetyIdentifier: 'user-7',
      });
    expect(dial('team-1')).toMatchObject({ headers: { 'OpenAI-Safety-Identifier': 'team-1' } });
    expect(JSON.stringify(dial(null))).not.toContain('user-7');
  });

  it('gives Azure its key in its own header, and asks for the deployment as model', () => {
    const dial = remoteUpstream(azure).dial({ ...request, query: new URLSearchParams() });
    expect(dial).toEqual({
      ok: true,
      url: 'wss://mine.openai.azure.com/openai/v1/realtime?model=my-voice',
      headers: {
        'api-key': KEY,
        'OpenAI-Organization': 'org-1',
        'OpenAI-Project': 'proj-1',
        'X-Client-Request-Id': 'req-1',
      },
    });
  });

  it('sends a compatible server the further headers that are configured', () => {
    const dial = remoteUpstream({ ...compatible, headers: { 'X-Tenant': new Secret('t1') } }).dial(request);
    expect(dial.ok && dial.headers).toMatchObject({ 'X-Tenant': 't1', Authorization: `Bearer ${KEY}` });
  });
});
