import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEvents } from '@/lib/client/stream-chat'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

/** The bytes, cut where it is said. */
function streamOf(bytes: Uint8Array, cuts: readonly number[]): ReadableStream<Uint8Array> {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  return new ReadableStream({
    start(controller) {
      for (let i = 1; i < at.length; i++) controller.enqueue(bytes.slice(at[i - 1], at[i]))
      controller.close()
    },
  })
}

async function eventsOf(text: string, cuts: readonly number[]): Promise<string[]> {
  const events = []
  for await (const event of readEvents(streamOf(new TextEncoder().encode(text), cuts))) events.push(event)
  return events
}

test('events are whole wherever the bytes are cut, within a letter or a line end', async () => {
  const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 6 })
  const ends = fc.constantFrom('\n', '\r\n')
  await fc.assert(
    fc.asyncProperty(texts, ends, fc.array(fc.nat(), { maxLength: 10 }), async (given, end, cuts) => {
      const sent = given.map((text) => JSON.stringify(text))
      const stream = sent.map((text) => `event: message${end}data: ${text}${end}${end}`).join('')
      expect(await eventsOf(stream, cuts)).toEqual(sent)
    }),
  )
})

test('comments and other fields are passed over, and a last line without an end counts', async () => {
  expect(await eventsOf(': ping\n\nid: 7\ndata:{"a":1}\n\ndata: [DONE]', [3, 9])).toEqual(['{"a":1}', '[DONE]'])
})
