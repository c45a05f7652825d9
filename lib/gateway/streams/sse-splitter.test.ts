import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSseSplitter } from '@/lib/gateway/streams/sse-splitter'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const line = fc.constantFrom('data: {"a":1}', 'data:é', ': ping', 'event: x', '', 'data: ', '\r', 'data: x\ry')
const streams = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 40 })
  .map((lines) => Buffer.from(lines.flat().join('')))

it('makes the same events of a stream however it is cut', () => {
  fc.assert(
    fc.property(streams, fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 60 }), (bytes, sizes) => {
      const whole = eventsOf([bytes])
      expect(eventsOf(cut(bytes, () => 1))).toEqual(whole)
      let i = 0
      expect(eventsOf(cut(bytes, () => sizes[i++ % sizes.length] || 1))).toEqual(whole)
      // Nothing is lost or made up on the way.
      expect(bytes.toString('latin1').startsWith(whole.map((event) => event.bytes).join(''))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

it('ends an event at a blank line of either kind, also where it lies across two chunks', () => {
  for (const end of ['\n\n', '\r\n\r\n', '\n\r\n', '\r\n\n']) {
    for (let at = 0; at <= end.length; at++) {
      const chunks = [`data: one${end.slice(0, at)}`, `${end.slice(at)}data: two${end}`].map((text) => Buffer.from(text))
      expect(eventsOf(chunks).map(({ data }) => data)).toEqual(['one', 'two'])
    }
  }
})

it('neither searches nor copies a byte of a long event more than a few times', () => {
  for (const fill of ['x', '\n:', 'x\r\n']) {
    const event = Buffer.from(`data: ${fill.repeat(Math.floor(600_000 / fill.length))}\n\n`)
    const chunks = cut(event, () => 300)
    const splitter = createSseSplitter()
    let count = 0
    const touched = bytesTouched(() => {
      for (const chunk of chunks) count += splitter.push(chunk).length
    })
    expect(count).toBe(1)
    expect(touched).toBeGreaterThan(event.length)
    expect(touched).toBeLessThan(6 * event.length)
  }
})

it('refuses an event of more than 4 MiB, whether it comes in pieces or at once', () => {
  const event = Buffer.from(`data: ${'x'.repeat(4 * 1024 * 1024)}\n\n`)
  expect(() => eventsOf([event])).toThrow('4 MiB')
  expect(() => eventsOf(cut(event, () => 65_536))).toThrow('4 MiB')
})

function cut(bytes: Buffer, nextSize: () => number): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = nextSize()
    // Each in memory of its own, as they come from a socket.
    chunks.push(Buffer.from(bytes.subarray(at, at + size)))
    at += size
  }
  return chunks
}

function eventsOf(chunks: readonly Buffer[]): { bytes: string; data: string }[] {
  const splitter = createSseSplitter()
  return chunks.flatMap((chunk) => splitter.push(chunk)).map(({ bytes, data }) => ({ bytes: bytes.toString('latin1'), data }))
}

/** How many bytes are searched or copied meanwhile. */
function bytesTouched(work: () => void): number {
  const { indexOf, copy } = Buffer.prototype
  const { concat } = Buffer
  let touched = 0
  Buffer.prototype.indexOf = function (this: Buffer, value: number, from: number) {
    const found = indexOf.call(this, value, from)
    touched += (found === -1 ? this.length : found + 1) - from
    return found
  } as typeof indexOf
  Buffer.prototype.copy = function (this: Buffer, ...args: Parameters<typeof copy>) {
    const copied = copy.apply(this, args)
    touched += copied
    return copied
  } as typeof copy
  Buffer.concat = (pieces, size) => {
    const whole = concat(pieces, size)
    touched += whole.length
    return whole
  }
  try {
    work()
  } finally {
    Object.assign(Buffer.prototype, { indexOf, copy })
    Buffer.concat = concat
  }
  return touched
}
