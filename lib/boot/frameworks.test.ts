import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { ChatAnthropic } from '@langchain/anthropic'
import { ChatGoogleGenerativeAI } from '@langchain/google-genai'
import { ChatOpenAI } from '@langchain/openai'
import { generateText, type LanguageModel, Output, stepCountIs, streamText, tool } from 'ai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { buildProviders, type ProviderEstate, type ProviderName } from '@/lib/boot/testing/provider-estate'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

const providers = ['openai', 'anthropic', 'gemini', 'bedrock', 'mistral'] as const
const warmth = z.object({ city: z.string(), degrees: z.number().int() })

describe('frameworks as they are', () => {
  let gateway: TestGateway
  let estate: ProviderEstate
  beforeAll(async () => {
    gateway = await startTestGateway()
    // Frameworks send fields that not every provider knows: the product leaves them out and says so.
    estate = await buildProviders({ api: gateway.api, simulatorUrl: gateway.simulator.url, url: gateway.url }, 'frameworks')
  }, 120_000)
  afterAll(() => gateway?.close())

  const models: Record<string, (provider: ProviderName) => LanguageModel> = {
    'ai with openai chat': (provider) =>
      createOpenAI({ baseURL: `${gateway.url}/v1`, apiKey: estate.lenientKey }).chat(estate.modelOf(provider)),
    'ai with openai responses': (provider) =>
      createOpenAI({ baseURL: `${gateway.url}/v1`, apiKey: estate.lenientKey })(estate.modelOf(provider)),
    'ai with anthropic': (provider) =>
      createAnthropic({ baseURL: `${gateway.url}/anthropic/v1`, apiKey: estate.lenientKey })(estate.modelOf(provider)),
    'ai with google': (provider) =>
      createGoogleGenerativeAI({ baseURL: `${gateway.url}/gemini/v1beta`, apiKey: estate.lenientKey })(estate.modelOf(provider)),
  }
  const weather = tool({
    description: 'The weather in a city.',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => ({ city, degrees: 21 }),
  })

  for (const [name, modelOf] of Object.entries(models))
    describe(name, () => {
      it.each(providers)('speaks to %s, plain, streaming, with tools and with a schema', async (provider) => {
        const model = modelOf(provider)
        const plain = await generateText({ model, prompt: 'say hello there', maxRetries: 0, maxOutputTokens: 2_000 })
        expect(plain.text).toBe('hello there')
        expect(plain.usage.outputTokens).toBeGreaterThan(0)
        const stream = streamText({ model, prompt: 'say hello there', maxRetries: 0, maxOutputTokens: 2_000 })
        let text = ''
        for await (const piece of stream.textStream) text += piece
        expect([text, (await stream.usage).outputTokens]).toEqual(['hello there', plain.usage.outputTokens])
        const asked = {
          model,
          tools: { weather },
          prompt: 'What is the weather in Oslo?',
          stopWhen: stepCountIs(2),
          maxRetries: 0,
          maxOutputTokens: 2_000,
        }
        const called = await generateText(asked)
        expect(called.steps.map(({ toolCalls }) => toolCalls.map(({ toolName }) => toolName))).toEqual([['weather'], []])
        const made = await generateText({
          model,
          prompt: 'How warm is it?',
          output: Output.object({ schema: warmth }),
          maxRetries: 0,
          maxOutputTokens: 2_000,
        })
        expect(warmth.parse(made.output)).toEqual(made.output)
      })
    })

  const chains = {
    'langchain with openai': (provider: ProviderName) =>
      new ChatOpenAI({
        model: estate.modelOf(provider),
        apiKey: estate.lenientKey,
        configuration: { baseURL: `${gateway.url}/v1` },
        maxRetries: 0,
      }),
    'langchain with anthropic': (provider: ProviderName) =>
      new ChatAnthropic({
        model: estate.modelOf(provider),
        apiKey: estate.lenientKey,
        anthropicApiUrl: `${gateway.url}/anthropic`,
        maxRetries: 0,
        maxTokens: 2_000,
      }),
    'langchain with google': (provider: ProviderName) =>
      new ChatGoogleGenerativeAI({
        model: estate.modelOf(provider),
        apiKey: estate.lenientKey,
        baseUrl: `${gateway.url}/gemini`,
        maxRetries: 0,
      }),
  }
  const declared = {
    type: 'function' as const,
    function: {
      name: 'weather',
      description: 'The weather in a city.',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  }

  for (const [name, chainOf] of Object.entries(chains))
    describe(name, () => {
      it.each(providers)('speaks to %s, plain, streaming and with tools', async (provider) => {
        const chain = chainOf(provider)
        const plain = await chain.invoke('say hello there')
        expect(plain.text).toBe('hello there')
        expect(plain.usage_metadata?.output_tokens).toBeGreaterThan(0)
        let text = ''
        for await (const piece of await chain.stream('say hello there')) text += piece.text
        expect(text).toBe('hello there')
        const called = await chain.bindTools([declared]).invoke('What is the weather in Oslo?')
        expect(called.tool_calls?.map(({ name: own }) => own)).toEqual(['weather'])
      })
    })
})
