/**
 * What the panels' commands do: the one place where audio graph, microphone, engine and store meet. Every action may be called at any
 * time, in any order and at any speed.
 */

import type { AudioGraph } from '../audio/audio-graph.ts';
import { listDevices, watchDevices } from '../audio/devices.ts';
import type { Microphone } from '../audio/microphone.ts';
import type { EngineClient } from '../engine/engine-client.ts';
import type { ConsoleConfig } from '../lib/console-config.ts';
import { messageOf } from '../lib/errors.ts';
import type { ConsoleActions } from '../store/actions.ts';
import type { ConsoleStore } from '../store/console-store.ts';
