/** The one upstream that environment variables describe. */

import type { Secret } from '../secret.ts';
import { type UpstreamConfig, offerOf } from './upstream-config.ts';

const OPENAI_URL = 'wss://api.openai.com/v1/realtime';

export interface UpstreamVariables {
  UPSTREAM: 'auto' | 'openai' | 'azure' | 'emulator';
  OPENAI_API_KEY?: Secret | undefined;
  /** Already the address of a WebSocket. */
  OPENAI_BASE_URL?: string | undefined;
  OPENAI_ORGANIZATION?: string | undefined;
  OPENAI_PROJECT?: string | undefined;
  OPENAI_SAFETY_IDENTIFIER?: string | undefined;
  AZURE_OPENAI_ENDPOINT?: string | undefined;
  AZURE_OPENAI_API_KEY?: Secret | undefined;
  MODELS?: string[] | undefined;
  DEFAULT_MODEL?: string | undefined;
}

/** Why these variables do not fit together, each problem a sentence that begins with a variable's name. */
export function upstreamProblems(variables: UpstreamVariables, isFileListing: boolean): string[] {
  const { UPSTREAM, MODELS, AZURE_OPENAI_ENDPOINT } = variables;
  if (isFileListing) {
    const overruled = [
      UPSTREAM === 'auto' ? null : 'UPSTREAM',
      variables.OPENAI_BASE_URL === undefined ? null : 'OPENAI_BASE_URL',
      variables.OPENAI_SAFETY_IDENTIFIER === undefined ? null : 'OPENAI_SAFETY_IDENTIFIER',
      AZURE_OPENAI_ENDPOINT === undefined ? null : 'AZURE_OPENAI_ENDPOINT',
      MODELS === undefined ? null : 'MODELS',
      variables.DEFAULT_MODEL === undefined ? null : 'DEFAULT_MODEL',
    ].filter((name) => name !== null);
    return overruled.map(
      (name) =>
        `${name} has no effect, for the configuration file lists the upstreams; remove one of the two.`,
    );
  }
  if (kindOf(variables) !== 'azure') return [];
  const problems: string[] = [];
  if (AZURE_OPENAI_ENDPOINT === undefined) {
    problems.push('AZURE_OPENAI_ENDPOINT must be set, such as https://my-resource.openai.azure.com.');
  }
  if (variables.AZURE_OPENAI_API_KEY === undefined) {
    problems.push('AZURE_OPENAI_API_KEY must be set along with AZURE_OPENAI_ENDPOINT.');
  }
  if ((MODELS ?? []).length === 0 && variables.DEFAULT_MODEL === undefined) {
    problems.push('MODELS must name your deployments at Azure, separated by commas.');
  }
  return problems;
}

function kindOf(variables: UpstreamVariables): 'openai' | 'azure' | 'emulator' {
  const { UPSTREAM, OPENAI_API_KEY, OPENAI_BASE_URL } = variables;
  if (UPSTREAM !== 'auto') return UPSTREAM;
  if (OPENAI_API_KEY !== undefined || OPENAI_BASE_URL !== undefined) return 'openai';
  // One of the two is enough to know what is meant; that the other lacks is then said.
  const isAzure =
    variables.AZURE_OPENAI_ENDPOINT !== undefined || variables.AZURE_OPENAI_API_KEY !== undefined;
  return isAzure ? 'azure' : 'emulator';
}

/** The one upstream that the variables describe. */
export function upstreamOfVariables(variables: UpstreamVariables): UpstreamConfig {
  const kind = kindOf(variables);
  const named = { models: variables.MODELS, defaultModel: variables.DEFAULT_MODEL };
  if (kind === 'emulator') return { kind, id: 'emulator', name: 'Emulator', offer: offerOf(named) };
  const common = {
    organization: variables.OPENAI_ORGANIZATION ?? null,
    project: variables.OPENAI_PROJECT ?? null,
    safetyIdentifier: variables.OPENAI_SAFETY_IDENTIFIER ?? null,
    ignoreClientSafetyIdentifier: false,
    headers: {},
  };
  if (kind === 'azure') {
    return {
      ...common,
      kind,
      id: 'azure',
      name: 'Azure OpenAI',
      url: variables.AZURE_OPENAI_ENDPOINT ?? '',
      apiKey: variables.AZURE_OPENAI_API_KEY ?? null,
      offer: offerOf({
        ...named,
        models: named.models ?? [named.defaultModel ?? ''],
        transcriptionModels: [],
      }),
      hints: { key: 'AZURE_OPENAI_API_KEY', address: 'AZURE_OPENAI_ENDPOINT' },
    };
  }
  const url = variables.OPENAI_BASE_URL ?? OPENAI_URL;
  const { host } = new URL(url);
  const isOpenAi = host === 'api.openai.com' || host.endsWith('.api.openai.com');
  return {
    ...common,
    kind: isOpenAi ? 'openai' : 'compatible',
    id: isOpenAi ? 'openai' : 'server',
    name: isOpenAi ? 'OpenAI' : host,
    url,
    apiKey: variables.OPENAI_API_KEY ?? null,
    offer: offerOf(named),
    hints: { key: 'OPENAI_API_KEY', address: 'OPENAI_BASE_URL' },
  };
}
