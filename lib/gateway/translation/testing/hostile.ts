/** JSON that is almost what it should be: a good value with places in it replaced by what nobody expects. */
import fc from 'fast-check'
import { isJsonObject } from '@/lib/gateway/json'

const deep = () => {
  let value: unknown = 'x'
  for (let i = 0; i < 200; i++) value = i % 2 === 0 ? [value] : { content: value }
  return value
}

const odd: unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  '\u0000',
  '\ud800',
  'data:image/png;base64,',
  'data:,',
  '{"a":',
  'x'.repeat(5_000),
  [],
  [[]],
  [null],
  {},
  { type: 'text' },
  { type: 'text', text: null },
  { type: 'tool_use' },
  { type: 'tool_result', content: [{ type: 'tool_result', content: 7 }] },
  { type: 'image', source: { type: 'base64' } },
  { functionCall: {} },
  { functionResponse: { name: 'x' } },
  { inlineData: 7 },
  { type: 'image_url', image_url: { url: 7 } },
  { role: 'tool' },
  { __proto__: { polluted: true } },
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
  JSON.parse('{"toString": 1, "valueOf": 1, "toJSON": 1}'),
  deep(),
]

type Change = { at: number; value: unknown; kind: number }

const change = fc.record({
  at: fc.nat(10_000),
  value: fc.oneof(fc.constantFrom(...odd), fc.jsonValue({ maxDepth: 3 })),
  kind: fc.nat(9),
})

/** Copies of the samples with one to four places changed, removed, or doubled; now and then anything at all. */
export function almost(samples: readonly unknown[]): fc.Arbitrary<unknown> {
  const mutated = fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([sample, changes]) => {
      let value: unknown = structuredClone(sample)
      for (const one of changes) value = changed(value, { ...one, value: structuredClone(one.value) })
      return value
    })
  return fc.oneof({ weight: 9, arbitrary: mutated }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) })
}

function changed(root: unknown, { at, value, kind }: Change): unknown {
  const places: { holder: unknown[] | Record<string, unknown>; key: string }[] = []
  const walk = (node: unknown, depth: number) => {
    if (depth > 12 || places.length > 500) return
    if (Array.isArray(node) || isJsonObject(node))
      for (const [key, inner] of Object.entries(node)) {
        places.push({ holder: node, key })
        walk(inner, depth + 1)
      }
  }
  walk(root, 0)
  const place = places[at % Math.max(1, places.length)]
  if (!place) return value
  const { holder, key } = place
  if (Array.isArray(holder)) {
    if (kind === 0) holder.splice(Number(key), 1)
    else if (kind === 1) holder.push(value)
    else holder[Number(key)] = value
  } else if (kind === 0) delete holder[key]
  else if (kind === 1) holder[`${key}x`] = value
  else holder[key] = value
  return root
}

/** Streams of events that are almost right: some changed, left out, doubled, or out of order. */
export function almostEvents(samples: readonly (readonly unknown[])[]): fc.Arbitrary<unknown[]> {
  return fc.constantFrom(...samples).chain((events) =>
    fc.array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...events) }, { weight: 2, arbitrary: almost(events) }), {
      maxLength: 12,
    }),
  )
}
