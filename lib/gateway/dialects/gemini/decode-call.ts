/** A generateContent request as a call in nobody's dialect. https://ai.google.dev/api/generate-content */
import {
  type AnswerFormat,
  type ChatCall,
  type ChatTool,
  type Effort,
  efforts,
  emptyCall,
  type Reasoning,
  type ToolChoice,
} from '@/lib/gateway/chat/chat-call'
import { countOf, invalid, isAbsent, listOf, numberOf, objectOf, othersOf, stopsOf, textOf } from '@/lib/gateway/chat/fields'
import { decodeContents, decodeInstruction } from '@/lib/gateway/dialects/gemini/decode-contents'
import { camelOf, jsonSchemaOf } from '@/lib/gateway/dialects/gemini/names'
import { asObject, type JsonObject } from '@/lib/gateway/json'

export function decodeGeminiCall(given: JsonObject): ChatCall {
  const body = camelOf(given)
  const config = isAbsent(body.generationConfig) ? {} : camelOf(objectOf(body.generationConfig, 'generationConfig'))
  const system = decodeInstruction(body.systemInstruction)
  const contents = decodeContents(body.contents)
  return {
    ...emptyCall(),
    messages: system.length > 0 ? [{ role: 'system', parts: system }, ...contents] : contents,
    tools: listOf(body.tools, 'tools').flatMap((tool, i) => toolsOf(camelOf(objectOf(tool, `tools[${i}]`)), `tools[${i}]`)),
    ...choiceOf(asObject(body.toolConfig)),
    maxTokens: countOf(config, 'maxOutputTokens'),
    choices: countOf(config, 'candidateCount') ?? 1,
    temperature: numberOf(config, 'temperature'),
    topP: numberOf(config, 'topP'),
    topK: numberOf(config, 'topK'),
    frequencyPenalty: numberOf(config, 'frequencyPenalty') || null,
    presencePenalty: numberOf(config, 'presencePenalty') || null,
    seed: numberOf(config, 'seed'),
    stop: isAbsent(config.stopSequences) ? [] : stopsOf(config.stopSequences, 'generationConfig.stopSequences'),
    reasoning: reasoningOf(config.thinkingConfig),
    format: formatOf(config),
    others: { ...othersOf(body, known), ...othersOf(config, knownConfig) },
    hints: hints.filter((name) => !isAbsent(body[name]) && !(Array.isArray(body[name]) && body[name].length === 0)),
  }
}

/** Google's own, without which an answer comes all the same. */
const hints = ['labels', 'safetySettings']

const known = new Set([...hints, 'contents', 'systemInstruction', 'tools', 'toolConfig', 'generationConfig', 'model'])

const knownConfig = new Set([
  'maxOutputTokens',
  'candidateCount',
  'temperature',
  'topP',
  'topK',
  'frequencyPenalty',
  'presencePenalty',
  'seed',
  'stopSequences',
  'thinkingConfig',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
])

function toolsOf(tool: JsonObject, at: string): ChatTool[] {
  const hosted = Object.keys(tool).filter((name) => name !== 'functionDeclarations' && !isAbsent(tool[name]))
  const own = listOf(tool.functionDeclarations, `${at}.functionDeclarations`).map((one, i): ChatTool => {
    const place = `${at}.functionDeclarations[${i}]`
    const declared = camelOf(objectOf(one, place))
    const schema = declared.parametersJsonSchema ?? jsonSchemaOf(declared.parameters)
    return {
      kind: 'function',
      name: textOf(declared.name, `${place}.name`),
      description: isAbsent(declared.description) ? undefined : textOf(declared.description, `${place}.description`),
      schema: isAbsent(schema) ? null : objectOf(schema, `${place}.parameters`),
    }
  })
  return [...own, ...hosted.map((type): ChatTool => ({ kind: 'hosted', type, value: { [type]: tool[type] } }))]
}

function choiceOf(config: JsonObject | null): { toolChoice: ToolChoice | null } {
  const calling = config && asObject(camelOf(config).functionCallingConfig)
  if (!calling) return { toolChoice: null }
  const { mode, allowedFunctionNames } = camelOf(calling)
  const names = listOf(allowedFunctionNames, 'toolConfig.functionCallingConfig.allowedFunctionNames')
  if (mode === 'NONE') return { toolChoice: { kind: 'none' } }
  if (mode !== 'ANY') return { toolChoice: { kind: 'auto' } }
  if (names.length > 1) throw invalid('toolConfig', "'allowedFunctionNames' may name one function here, or none.")
  return {
    toolChoice: names.length === 0 ? { kind: 'required' } : { kind: 'tool', name: textOf(names[0], 'allowedFunctionNames[0]') },
  }
}

function reasoningOf(value: unknown): Reasoning | null {
  if (isAbsent(value)) return null
  const config = camelOf(objectOf(value, 'generationConfig.thinkingConfig'))
  const budget = numberOf(config, 'thinkingBudget')
  const level = typeof config.thinkingLevel === 'string' ? config.thinkingLevel.toLowerCase() : null
  const isShown = typeof config.includeThoughts === 'boolean' ? config.includeThoughts : null
  const effort = efforts.includes(level as Effort) ? (level as Effort) : null
  // Minus one lets the model decide.
  if (budget === -1 || budget === null) return { effort, budget: null, isShown }
  return { effort, budget, isShown }
}

function formatOf(config: JsonObject): AnswerFormat | null {
  if (isAbsent(config.responseMimeType) || config.responseMimeType === 'text/plain') return null
  if (config.responseMimeType !== 'application/json')
    throw invalid('generationConfig.responseMimeType', "'responseMimeType' must be text/plain or application/json.")
  const schema = config.responseJsonSchema ?? jsonSchemaOf(config.responseSchema)
  if (isAbsent(schema)) return { kind: 'json' }
  return { kind: 'schema', name: 'answer', schema: objectOf(schema, 'generationConfig.responseSchema') }
}
