import { describe, expect, it } from 'vitest'
import { bypassOf, questionOf } from '@/lib/gateway/cache/may-keep'
import type { ProductEntry } from '@/lib/gateway/catalog'
import { readAnthropic } from '@/lib/gateway/dialects/anthropic/read-request'
import { readGemini } from '@/lib/gateway/dialects/gemini/read-request'
import type { JsonObject } from '@/lib/gateway/json'
import { type CacheRule, cacheRuleOf } from '@/lib/policy/cache/cache-rule'

const rule = cacheRuleOf({ mode: 'exact', maxTemperature: 0.5 }) as CacheRule
const generous: CacheRule = { ...rule, maxTemperature: 2, keepsTools: true, keepsImages: true }
const product = { shaping: null, requestDefaults: {} } as ProductEntry

const call = { path: '/gemini/v1beta/models/m:generateContent', query: '' }
const gemini = (more: JsonObject, ...parts: JsonObject[]) =>
  readGemini({ contents: [{ role: 'user', parts: [{ text: 'What is IT?' }, ...parts] }], ...more }, product, call)
const anthropic = (more: JsonObject, ...blocks: JsonObject[]) =>
  readAnthropic(
    { max_tokens: 9, messages: [{ role: 'user', content: [{ type: 'text', text: 'What is IT?' }, ...blocks] }], ...more },
    product,
  )

const source = { type: 'base64', media_type: 'application/pdf', data: 'aaaa' }
const image = { type: 'image', source: { ...source, media_type: 'image/png' } }

describe('a call of another dialect', () => {
  it.each([
    ['Gemini', gemini({ generationConfig: { temperature: 1.9 } }), /temperature of 1.9/],
    ['Gemini', gemini({ tools: [{ functionDeclarations: [{ name: 'f' }] }] }), /tools/],
    ['Gemini', gemini({ tools: [{ googleSearch: {} }] }), /tools/],
    ['Gemini', gemini({}, { inlineData: { mimeType: 'image/png', data: 'aaaa' } }), /images/],
    ['Gemini', gemini({}, { inline_data: { mime_type: 'audio/wav', data: 'aaaa' } }), /sound/],
    ['Gemini', gemini({}, { fileData: { mimeType: 'video/mp4', fileUri: 'https://example.com/v' } }), /files/],
    ['Anthropic', anthropic({ temperature: 0.9 }), /temperature of 0.9/],
    ['Anthropic', anthropic({ tools: [{ name: 'f', input_schema: { type: 'object' } }] }), /tools/],
    ['Anthropic', anthropic({ mcp_servers: [{ type: 'url', url: 'https://example.com', name: 'm' }] }), /tools/],
    ['Anthropic', anthropic({}, image), /images/],
    ['Anthropic', anthropic({}, { type: 'document', source }), /files/],
    ['Anthropic', anthropic({}, { type: 'tool_result', tool_use_id: 't', content: [image] }), /images/],
    ['Anthropic', anthropic({}, { type: 'container_upload', file_id: 'f' }), /files/],
  ])('goes past the cache as one of OpenAI’s does (%s, case %#)', (_dialect, request, why) => {
    expect(bypassOf(rule, request)).toMatch(why)
    expect(bypassOf(generous, request)).toBeNull()
  })

  it('goes through it where nothing speaks against it, and is known by the words of its last message', () => {
    for (const request of [
      gemini({ generationConfig: { temperature: 0.5 } }),
      anthropic({ temperature: 0.5, system: 'be kind' }),
    ]) {
      expect(bypassOf(rule, request)).toBeNull()
      expect(questionOf(request)).toBe('what is it?')
    }
  })
})
