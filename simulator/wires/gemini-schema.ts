/** What generateContent accepts and answers, after its public reference. https://ai.google.dev/api/generate-content */
import { z } from 'zod'

const blob = z.strictObject({ mimeType: z.string().regex(/^\w+\/[\w.+-]+$/), data: z.base64() })
const part = z
  .strictObject({
    text: z.string().optional(),
    thought: z.boolean().optional(),
    thoughtSignature: z.string().optional(),
    inlineData: blob.optional(),
    fileData: z.strictObject({ mimeType: z.string().optional(), fileUri: z.string().min(1) }).optional(),
    functionCall: z
      .strictObject({ id: z.string().optional(), name: z.string().min(1), args: z.record(z.string(), z.unknown()).optional() })
      .optional(),
    functionResponse: z
      .strictObject({ id: z.string().optional(), name: z.string().min(1), response: z.record(z.string(), z.unknown()) })
      .optional(),
  })
  .refine(
    (value) =>
      ['text', 'inlineData', 'fileData', 'functionCall', 'functionResponse'].filter(
        (name) => value[name as keyof typeof value] !== undefined,
      ).length === 1,
    'a part must have exactly one kind of data',
  )
const content = z.strictObject({ role: z.enum(['user', 'model']).optional(), parts: z.array(part).min(1) })
const schema = z.record(z.string(), z.unknown())

export const generateRequest = z.strictObject({
  contents: z.array(content).min(1),
  systemInstruction: z.strictObject({ role: z.string().optional(), parts: z.array(part).min(1) }).optional(),
  tools: z
    .array(
      z.strictObject({
        functionDeclarations: z.array(
          z.strictObject({
            name: z.string().regex(/^[A-Za-z_][\w.:-]{0,127}$/),
            description: z.string().optional(),
            parameters: schema.optional(),
            parametersJsonSchema: schema.optional(),
            response: schema.optional(),
            responseJsonSchema: schema.optional(),
            behavior: z.string().optional(),
          }),
        ),
      }),
    )
    .optional(),
  toolConfig: z
    .strictObject({
      functionCallingConfig: z.strictObject({
        mode: z.enum(['AUTO', 'ANY', 'NONE', 'VALIDATED']).optional(),
        allowedFunctionNames: z.array(z.string()).optional(),
      }),
    })
    .optional(),
  safetySettings: z.array(z.strictObject({ category: z.string(), threshold: z.string() })).optional(),
  generationConfig: z
    .strictObject({
      temperature: z.number().min(0).max(2).optional(),
      topP: z.number().min(0).max(1).optional(),
      topK: z.int().min(1).optional(),
      candidateCount: z.int().min(1).max(8).optional(),
      maxOutputTokens: z.int().min(1).optional(),
      stopSequences: z.array(z.string()).max(5).optional(),
      seed: z.int().optional(),
      presencePenalty: z.number().min(-2).max(2).optional(),
      frequencyPenalty: z.number().min(-2).max(2).optional(),
      responseMimeType: z.enum(['text/plain', 'application/json']).optional(),
      responseSchema: schema.optional(),
      responseJsonSchema: schema.optional(),
      thinkingConfig: z
        .strictObject({
          thinkingBudget: z.int().min(-1).max(32_768).optional(),
          includeThoughts: z.boolean().optional(),
          thinkingLevel: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
})

const count = z.int().min(0)
export const generateAnswer = z.strictObject({
  candidates: z.array(
    z.strictObject({
      content: z.strictObject({ role: z.literal('model'), parts: z.array(part) }),
      finishReason: z.enum(['STOP', 'MAX_TOKENS', 'SAFETY']).optional(),
      index: count,
    }),
  ),
  usageMetadata: z
    .strictObject({
      promptTokenCount: count,
      candidatesTokenCount: count,
      totalTokenCount: count,
      thoughtsTokenCount: count.optional(),
      cachedContentTokenCount: count.optional(),
      promptTokensDetails: z.array(z.strictObject({ modality: z.string(), tokenCount: count })).optional(),
    })
    .optional(),
  modelVersion: z.string(),
  responseId: z.string(),
})

export type GenerateRequest = z.output<typeof generateRequest>
