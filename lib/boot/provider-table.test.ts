/** Every surface in front of every provider, by the official client of each: what works is the table in docs/providers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildProviders, type ProviderEstate, type ProviderName, providerPlans } from '@/lib/boot/testing/provider-estate'
import { type Asked, type Heard, type Surface, surfacesOf } from '@/lib/boot/testing/surfaces'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

/** One pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='

type Capability = { name: string; asked: Omit<Asked, 'model' | 'isStream'>; check(heard: Heard): void }

const capabilities: Capability[] = [
  {
    name: 'text',
    asked: { text: 'say hello there', system: 'Be brief.' },
    check: (heard) => expect([heard.text, heard.stop]).toEqual(['hello there', 'end']),
  },
  {
    name: 'length',
    asked: { text: '[tokens=300] go', maxTokens: 40 },
    check: (heard) => expect([heard.stop, heard.output]).toEqual(['length', 40]),
  },
  {
    name: 'stop sequence',
    asked: { text: 'say one two STOP three', stop: ' STOP' },
    check: (heard) => expect([heard.text, heard.stop]).toEqual(['one two', 'end']),
  },
  {
    name: 'image',
    asked: { text: 'What is this?', image: PNG },
    check: (heard) => expect(heard.text).toMatch(/^I see one image/),
  },
  {
    name: 'tool',
    asked: { text: 'What is the weather in Oslo?', tool: true },
    check(heard) {
      expect(heard.tools).toMatchObject([{ name: 'weather', input: { city: expect.any(String) } }])
      expect(heard.stop).toBe('tools')
    },
  },
  {
    name: 'parallel tools',
    asked: { text: 'What is the weather in both Oslo and Lisbon?', tool: true },
    check(heard) {
      expect(heard.tools.map(({ name }) => name)).toEqual(['weather', 'weather'])
      expect(new Set(heard.tools.map(({ id }) => id)).size).toBe(2)
    },
  },
  {
    name: 'tool result',
    asked: { text: 'What is the weather in both Oslo and Lisbon?', tool: true, result: 'say 21 degrees' },
    check: (heard) => expect([heard.tools, heard.text !== '']).toEqual([[], true]),
  },
  {
    name: 'structured output',
    asked: { text: 'How warm is it?', schema: true },
    check: (heard) => expect(JSON.parse(heard.text)).toEqual({ city: expect.any(String), degrees: expect.any(Number) }),
  },
  {
    name: 'reasoning',
    asked: { text: 'say think first', thinks: true },
    check: (heard) => expect([heard.text, heard.thought !== '']).toEqual(['think first', true]),
  },
]

/** What a provider cannot do, or does not show. */
const exceptions: Partial<Record<ProviderName, readonly string[]>> = {
  // Its thoughts are counted and not shown.
  openai: ['reasoning'],
  'azure-openai': ['reasoning'],
}

describe('every surface in front of every provider', () => {
  let gateway: TestGateway
  let estate: ProviderEstate
  let surfaces: Record<string, Surface>
  beforeAll(async () => {
    gateway = await startTestGateway()
    estate = await buildProviders({ api: gateway.api, simulatorUrl: gateway.simulator.url, url: gateway.url }, 'table')
    surfaces = surfacesOf(gateway.url, estate.key)
  }, 60_000)
  afterAll(() => gateway?.close())

  for (const surface of ['openai-chat', 'anthropic', 'gemini'])
    for (const provider of Object.keys(providerPlans) as ProviderName[])
      describe(`${surface} in front of ${provider}`, () => {
        for (const { name, asked, check } of capabilities)
          it.skipIf(exceptions[provider]?.includes(name))(name, async () => {
            const ask = (isStream: boolean) =>
              (surfaces[surface] as Surface).ask({ ...asked, model: estate.modelOf(provider), isStream })
            const [plain, streamed] = [await ask(false), await ask(true)]
            check(plain)
            check(streamed)
            expect([plain.input > 0, plain.output > 0]).toEqual([true, true])
            expect([streamed.input, streamed.output]).toEqual([plain.input, plain.output])
          })
      })
})
