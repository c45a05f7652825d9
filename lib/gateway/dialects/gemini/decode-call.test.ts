import { describe, expect, it } from 'vitest'
import { decodeGeminiCall } from '@/lib/gateway/dialects/gemini/decode-call'
import type { JsonObject } from '@/lib/gateway/json'

const decode = (parts: unknown[], more: JsonObject = {}) => decodeGeminiCall({ contents: [{ role: 'user', parts }], ...more })
const text = { text: 'hi' }

describe('a file in a bucket', () => {
  it.each<[unknown]>([
    [{ fileData: { fileUri: 'gs://private/report.pdf', mimeType: 'application/pdf' } }],
    [{ file_data: { file_uri: ' GS://private/report.pdf' } }],
    [{ fileData: { fileUri: 'https://example.com/a.pdf', file_uri: 'gs://private/report.pdf' } }],
    [{ text: 'see', fileData: { fileUri: 'gs://private/report.pdf' } }],
    [{ functionResponse: { name: 'find', parts: [{ file_data: { file_uri: 'gs://private/report.pdf' } }] } }],
  ])('is refused by name, wherever it is asked for: %j', (part) => {
    expect(() => decode([text, part])).toThrow(/fileUri' must not be in a bucket/)
    expect(() => decode([text], { systemInstruction: { parts: [part] } })).toThrow(/must not be in a bucket/)
  })

  it('is told from one anybody may read', () => {
    const url = 'https://example.com/gs://a.pdf'
    expect(decode([{ fileData: { fileUri: url, mimeType: 'application/pdf' } }]).messages[0]?.parts).toEqual([
      { kind: 'document', source: { kind: 'url', url } },
    ])
  })
})

it('settings that other providers do not have are told as left out', () => {
  const safetySettings = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_LOW_AND_ABOVE' }]
  expect(decode([text], { safetySettings, labels: { team: 'a' } }).hints).toEqual(['labels', 'safetySettings'])
  expect(decode([text], { safety_settings: safetySettings }).hints).toEqual(['safetySettings'])
  expect(decode([text], { safetySettings: [] }).hints).toEqual([])
})
