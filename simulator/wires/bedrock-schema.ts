/** What Converse accepts and answers, after its public reference. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
import { z } from 'zod'

/** Exactly one member of a union. */
const union = <T extends z.ZodRawShape>(shape: T) =>
  z
    .strictObject(shape)
    .partial()
    .refine((value) => Object.keys(value).length === 1, 'a union must have exactly one member')

const cachePoint = z.strictObject({ type: z.literal('default'), ttl: z.enum(['5m', '1h']).optional() })
const image = z.strictObject({ format: z.enum(['png', 'jpeg', 'gif', 'webp']), source: union({ bytes: z.base64() }) })
const document = z.strictObject({
  format: z.enum(['pdf', 'csv', 'doc', 'docx', 'xls', 'xlsx', 'html', 'txt', 'md']),
  name: z.string().regex(/^[\w\s()[\]-]{1,200}$/),
  source: union({ bytes: z.base64(), text: z.string() }),
  citations: z.strictObject({ enabled: z.boolean() }).optional(),
})
const toolUse = z.strictObject({
  toolUseId: z.string().regex(/^[a-zA-Z0-9_.:-]{1,64}$/),
  name: z.string().min(1),
  input: z.record(z.string(), z.unknown()),
})
const block = union({
  text: z.string().min(1),
  image,
  document,
  toolUse,
  toolResult: z.strictObject({
    toolUseId: z.string().min(1),
    content: z.array(union({ text: z.string(), json: z.unknown(), image, document })),
    status: z.enum(['success', 'error']).optional(),
  }),
  reasoningContent: union({
    reasoningText: z.strictObject({ text: z.string(), signature: z.string().optional() }),
    redactedContent: z.base64(),
  }),
  cachePoint,
})
const tool = union({
  toolSpec: z.strictObject({
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    description: z.string().min(1).optional(),
    strict: z.boolean().optional(),
    inputSchema: union({ json: z.looseObject({ type: z.literal('object') }) }),
  }),
  cachePoint,
})

export const converseRequest = z.strictObject({
  messages: z.array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.array(block).min(1) })).min(1),
  system: z.array(union({ text: z.string().min(1), cachePoint })).optional(),
  inferenceConfig: z
    .strictObject({
      maxTokens: z.int().min(1).optional(),
      temperature: z.number().min(0).max(1).optional(),
      topP: z.number().min(0).max(1).optional(),
      stopSequences: z.array(z.string().min(1)).max(2500).optional(),
    })
    .optional(),
  toolConfig: z
    .strictObject({
      tools: z.array(tool).min(1),
      toolChoice: union({
        auto: z.strictObject({}),
        any: z.strictObject({}),
        tool: z.strictObject({ name: z.string() }),
      }).optional(),
    })
    .optional(),
  outputConfig: z
    .strictObject({
      textFormat: z.strictObject({
        type: z.literal('json_schema'),
        structure: union({
          jsonSchema: z.strictObject({ schema: z.string(), name: z.string().optional(), description: z.string().optional() }),
        }),
      }),
    })
    .optional(),
  additionalModelRequestFields: z.record(z.string(), z.unknown()).optional(),
})

const count = z.int().min(0)
export const converseAnswer = z.strictObject({
  output: z.strictObject({ message: z.strictObject({ role: z.literal('assistant'), content: z.array(block) }) }),
  stopReason: z.enum(['end_turn', 'tool_use', 'max_tokens', 'stop_sequence']),
  usage: z.strictObject({
    inputTokens: count,
    outputTokens: count,
    totalTokens: count,
    cacheReadInputTokens: count,
    cacheWriteInputTokens: count,
  }),
  metrics: z.strictObject({ latencyMs: count }),
})

export type ConverseRequest = z.output<typeof converseRequest>
