/** Every surface in front of every provider, by the official client of each: what works is the table in docs/providers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokenService } from '@/lib/boot/testing/google-account'
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

/** What a surface has no field for. */
const unasked: Readonly<Record<string, readonly string[]>> = { 'openai-responses': ['stop sequence'] }

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
    gateway = await startTestGateway({}, undefined, createTokenService().fetch)
    estate = await buildProviders({ api: gateway.api, simulatorUrl: gateway.simulator.url, url: gateway.url }, 'table')
    surfaces = surfacesOf(gateway.url, estate.key)
  }, 120_000)
  afterAll(() => gateway?.close())

  const passed = new Set<string>()
  const surfaceNames = ['openai-chat', 'openai-responses', 'anthropic', 'gemini'] as const
  const providerNames = Object.keys(providerPlans) as ProviderName[]
  for (const surface of surfaceNames)
    for (const provider of providerNames)
      describe(`${surface} in front of ${provider}`, () => {
        for (const { name, asked, check } of capabilities) {
          // Nothing to try: a test that is left out would look like one that was forgotten.
          if (exceptions[provider]?.includes(name) || unasked[surface]?.includes(name)) continue
          it(name, async () => {
            const ask = (isStream: boolean) =>
              (surfaces[surface] as Surface).ask({ ...asked, model: estate.modelOf(provider), isStream })
            const [plain, streamed] = [await ask(false), await ask(true)]
            check(plain)
            check(streamed)
            expect([plain.input > 0, plain.output > 0]).toEqual([true, true])
            expect([streamed.input, streamed.output]).toEqual([plain.input, plain.output])
            passed.add(`${surface} ${provider} ${name}`)
          })
        }
      })

  it('is the table in docs/providers (after a change: npx vitest run <this file> --update)', async ({ skip }) => {
    const isWhole = passed.size > surfaceNames.length * providerNames.length
    if (!isWhole) skip('only some of the cases were run')
    const cell = (surface: string, provider: ProviderName, name: string) => {
      if (passed.has(`${surface} ${provider} ${name}`)) return 'yes'
      return unasked[surface]?.includes(name)
        ? 'no field'
        : exceptions[provider]?.includes(name)
          ? 'counted, not shown'
          : 'FAILED'
    }
    const rows = surfaceNames.flatMap((surface) =>
      providerNames.map((provider) => [surface, provider, ...capabilities.map(({ name }) => cell(surface, provider, name))]),
    )
    const head = ['surface', 'provider', ...capabilities.map(({ name }) => name)]
    const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
    await expect(`${ABOUT}\n${table}\n`).toMatchFileSnapshot('../../docs/providers/table.md')
  })
})

const ABOUT = `# What works where

Written by \`lib/boot/provider-table.test.ts\`, which asks each question by the official client of the surface (\`openai\`,
\`@anthropic-ai/sdk\`, \`@google/genai\`), plain and streaming, against the gateway in front of each simulated provider, whose requests and answers
are validated against schemas of the provider's public API. "yes": both ways, with the same usage. "no field": the surface cannot ask for it.
"counted, not shown": the provider reasons, bills it, and keeps the words to itself.
`
