import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildProviders, type ProviderEstate } from '@/lib/boot/testing/provider-estate'
import { recordOf, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import { answerWebRequest } from '@/lib/gateway/doors/web-door'

describe('one dialect in front of another provider', () => {
  let gateway: TestGateway
  let estate: ProviderEstate
  let openai: OpenAI
  let anthropic: Anthropic
  beforeAll(async () => {
    gateway = await startTestGateway()
    estate = await buildProviders({ api: gateway.api, simulatorUrl: gateway.simulator.url, url: gateway.url }, 'dialects')
    openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: estate.key, maxRetries: 0 })
    anthropic = new Anthropic({ baseURL: `${gateway.url}/anthropic`, apiKey: estate.key, maxRetries: 0 })
  }, 120_000)
  afterAll(() => gateway?.close())

  const record = (id: string | null) => recordOf({ api: gateway.api } as Target, id)

  it('answers Messages from OpenAI, plain and streaming, and books both alike', async () => {
    const asked = {
      model: estate.modelOf('openai'),
      max_tokens: 200,
      messages: [{ role: 'user' as const, content: 'say hello there' }],
    }
    const { data, response } = await anthropic.messages.create({ ...asked, stream: false }).withResponse()
    expect(data.content).toMatchObject([{ type: 'text', text: 'hello there' }])
    expect([data.role, data.stop_reason, data.model]).toEqual(['assistant', 'end_turn', asked.model])
    const stream = anthropic.messages.stream(asked)
    const streamed = await stream.finalMessage()
    expect(streamed.content).toMatchObject(data.content.map(({ type }) => ({ type, text: 'hello there' })))
    expect(streamed.usage).toMatchObject({ ...data.usage })
    const booked = await record(response.headers.get('x-request-id'))
    expect(booked).toMatchObject({ dialect: 'anthropic', operation: 'chat', outcome: 'answered', measured: 'measured' })
    expect(booked.tokens).toMatchObject({ input: data.usage.input_tokens, output: data.usage.output_tokens })
  })

  it('answers chat completions from Anthropic, plain and streaming, and books both alike', async () => {
    const asked = { model: estate.modelOf('anthropic'), messages: [{ role: 'user' as const, content: 'say hello there' }] }
    const { data, response } = await openai.chat.completions.create(asked).withResponse()
    expect(data.choices[0]).toMatchObject({ message: { role: 'assistant', content: 'hello there' }, finish_reason: 'stop' })
    const booked = await record(response.headers.get('x-request-id'))
    expect(booked).toMatchObject({ dialect: 'openai', outcome: 'answered', measured: 'measured' })
    expect(booked.tokens).toMatchObject({ input: data.usage?.prompt_tokens, output: data.usage?.completion_tokens })
    const stream = await openai.chat.completions.create({ ...asked, stream: true, stream_options: { include_usage: true } })
    let text = ''
    let usage: unknown = null
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? ''
      usage = chunk.usage ?? usage
    }
    expect(text).toBe('hello there')
    expect(usage).toEqual(data.usage)
  })

  it('answers the same through the Web door, plain and streaming', async () => {
    const fetch = (url: string | URL | Request, init?: RequestInit) => {
      const request = new Request(url, init)
      return answerWebRequest(gateway.running.dataPlane.gateway, request, new URL(request.url).pathname, '127.0.0.1')
    }
    const client = new Anthropic({ baseURL: `${gateway.url}/anthropic`, apiKey: estate.key, maxRetries: 0, fetch })
    const messages = [{ role: 'user' as const, content: 'say the other door' }]
    const asked = { model: estate.modelOf('gemini'), max_tokens: 200, messages }
    const plain = await client.messages.create(asked)
    const streamed = await client.messages.stream(asked).finalMessage()
    expect([plain.content, streamed.content]).toMatchObject([[{ text: 'the other door' }], [{ text: 'the other door' }]])
    expect(streamed.usage.output_tokens).toBe(plain.usage.output_tokens)
    const http = { apiKey: estate.key, httpOptions: { baseUrl: `${gateway.url}/gemini` } }
    const parts: string[] = []
    const pieces = await new GoogleGenAI(http).models.generateContentStream({
      model: estate.modelOf('bedrock'),
      contents: 'say the other door',
    })
    for await (const piece of pieces) parts.push(piece.text ?? '')
    expect(parts.join('')).toBe('the other door')
  })

  it('passes Messages to Anthropic as they are', async () => {
    const asked = {
      model: estate.modelOf('anthropic'),
      max_tokens: 200,
      messages: [{ role: 'user' as const, content: 'say as it is' }],
    }
    const { data, response } = await anthropic.messages.create(asked).withResponse()
    expect(data.content).toEqual([{ type: 'text', text: 'as it is' }])
    expect((await record(response.headers.get('x-request-id'))).measured).toBe('measured')
    const { response: streaming, data: stream } = await anthropic.messages.create({ ...asked, stream: true }).withResponse()
    const types: string[] = []
    for await (const event of stream) types.push(event.type)
    expect([types[0], types.at(-1)]).toEqual(['message_start', 'message_stop'])
    expect(await record(streaming.headers.get('x-request-id'))).toMatchObject({ measured: 'measured', outcome: 'answered' })
  })
})
