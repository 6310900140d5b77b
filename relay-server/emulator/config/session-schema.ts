/** What `session.update` may carry: names, types and ranges, as an allow-list. Decides nothing about what is in force. */

import { z } from 'zod';
import { VOICE_NAMES } from '../voice/voices.ts';

export const audioFormat = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('audio/pcm'), rate: z.literal(24_000).optional() }),
    z.strictObject({ type: z.literal('audio/pcmu') }),
    z.strictObject({ type: z.literal('audio/pcma') }),
  ],
  { error: "Supported values are: 'audio/pcm', 'audio/pcmu', and 'audio/pcma'" },
);

export const voice = z.union(
  [z.enum(VOICE_NAMES as [string, ...string[]]), z.strictObject({ id: z.string() })],
  {
    error: `supported voices are ${VOICE_NAMES.join(', ')}, or {"id": "voice_…"}`,
  },
);

export const outputModalities = z
  .array(z.enum(['text', 'audio']))
  .length(1, { error: "expected ['text'] or ['audio']; both at once are not supported" });

export const maxOutputTokens = z.union([z.literal('inf'), z.int().min(1).max(4096)], {
  error: "expected an integer from 1 to 4096, or 'inf'",
});

const functionTool = z.strictObject({
  type: z.literal('function'),
  name: z
    .string()
    .regex(/^[a-zA-Z0-9_-]{1,64}$/, { error: 'expected 1 to 64 letters, digits, underscores and dashes' }),
  description: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});

export const tools = z.array(
  z.discriminatedUnion('type', [functionTool], {
    error: "Supported values are: 'function'; the emulator reaches no MCP server",
  }),
);

export const toolChoice = z.union(
  [z.enum(['none', 'auto', 'required']), z.strictObject({ type: z.literal('function'), name: z.string() })],
  { error: 'expected \'none\', \'auto\', \'required\', or {"type": "function", "name": …}' },
);

export const reasoning = z.strictObject({
  effort: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
});

export const prompt = z
  .strictObject({
    id: z.string(),
    version: z.string().nullable().optional(),
    variables: z.record(z.string(), z.string()).nullable().optional(),
  })
  .nullable();

const turnDetection = z
  .discriminatedUnion(
    'type',
    [
      z.strictObject({
        type: z.literal('server_vad'),
        threshold: z.number().min(0).max(1).optional(),
        prefix_padding_ms: z.int().min(0).max(10_000).optional(),
        silence_duration_ms: z.int().min(0).max(60_000).optional(),
        idle_timeout_ms: z.int().min(5000).max(30_000).nullable().optional(),
        create_response: z.boolean().optional(),
        interrupt_response: z.boolean().optional(),
      }),
      z.strictObject({
        type: z.literal('semantic_vad'),
        eagerness: z.enum(['low', 'medium', 'high', 'auto']).optional(),
        create_response: z.boolean().optional(),
        interrupt_response: z.boolean().optional(),
      }),
    ],
    { error: "Supported values are: 'server_vad' and 'semantic_vad'" },
  )
  .nullable();

const TRANSCRIPTION_MODELS = [
  'gpt-transcribe',
  'gpt-live-transcribe',
  'gpt-realtime-whisper',
  'whisper-1',
  'gpt-4o-transcribe',
  'gpt-4o-mini-transcribe',
  'gpt-4o-mini-transcribe-2025-12-15',
  'gpt-4o-transcribe-diarize',
] as const;

const transcription = z
  .strictObject({
    model: z.enum(TRANSCRIPTION_MODELS).optional(),
    language: z.string().optional(),
    languages: z.array(z.string()).optional(),
    keywords: z.array(z.string()).optional(),
    prompt: z.string().optional(),
    delay: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
  })
  .nullable();

const audioInput = z.strictObject({
  format: audioFormat.optional(),
  transcription: transcription.optional(),
  noise_reduction: z
    .strictObject({
      type: z.enum(['near_field', 'far_field']),
      strength: z.number().min(0).max(1).optional(),
    })
    .nullable()
    .optional(),
  turn_detection: turnDetection.optional(),
});

const include = z.array(z.literal('item.input_audio_transcription.logprobs')).nullable();

export const realtimePatch = z.strictObject({
  type: z.literal('realtime'),
  /** Chosen when connecting; another value here is ignored, as the service does. */
  model: z.string().optional(),
  output_modalities: outputModalities.optional(),
  instructions: z.string().optional(),
  audio: z
    .strictObject({
      input: audioInput.optional(),
      output: z
        .strictObject({
          format: audioFormat.optional(),
          voice: voice.optional(),
          speed: z.number().min(0.25).max(1.5).optional(),
        })
        .optional(),
    })
    .optional(),
  tools: tools.optional(),
  tool_choice: toolChoice.optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: reasoning.optional(),
  max_output_tokens: maxOutputTokens.optional(),
  truncation: z
    .union(
      [
        z.enum(['auto', 'disabled']),
        z.strictObject({
          type: z.literal('retention_ratio'),
          retention_ratio: z.number().min(0).max(1),
          token_limits: z.strictObject({ post_instructions: z.int().min(0).optional() }).optional(),
        }),
      ],
      { error: "expected 'auto', 'disabled', or a retention_ratio object" },
    )
    .optional(),
  tracing: z
    .union(
      [
        z.literal('auto'),
        z.strictObject({
          workflow_name: z.string().optional(),
          group_id: z.string().optional(),
          metadata: z.record(z.string(), z.unknown()).optional(),
        }),
      ],
      { error: "expected 'auto', a tracing object, or null" },
    )
    .nullable()
    .optional(),
  prompt: prompt.optional(),
  include: include.optional(),
});

export const transcriptionPatch = z.strictObject({
  type: z.literal('transcription'),
  audio: z.strictObject({ input: audioInput.optional() }).optional(),
  include: include.optional(),
});

export type RealtimePatch = z.infer<typeof realtimePatch>;
export type AudioInputPatch = z.infer<typeof audioInput>;
