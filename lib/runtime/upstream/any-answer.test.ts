import { request } from 'undici'
import { describe, expect, it } from 'vitest'
import { ask, provider } from '@/lib/runtime/upstream/testing/asking'

/** The same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Some answer of a server that keeps to the rules, and whether it ends its connection. */
function someAnswer(next: (below: number) => number): { bytes: Buffer; ends: boolean } {
  const body = Buffer.from(Array.from({ length: [0, 1, 20, 3_000][next(4)] ?? 0 }, () => next(256)))
  const framing = ['length', 'chunked', 'close'][next(3)]
  const status = [200, 404, 429, 503][next(4)]
  const fields = Array.from(
    { length: next(12) },
    (_, i) => `X-Field-${i}:${' '.repeat(next(3))}${'v'.repeat(next(60))}\r\n`,
  ).join('')
  const interim = next(4) === 0 ? 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n' : ''
  const start = `${interim}HTTP/1.1 ${status} Some Reason\r\n${fields}`
  if (framing === 'length')
    return { bytes: Buffer.concat([Buffer.from(`${start}content-length: ${body.length}\r\n\r\n`), body]), ends: false }
  if (framing === 'close') return { bytes: Buffer.concat([Buffer.from(`${start}\r\n`), body]), ends: true }
  const parts = [Buffer.from(`${start}transfer-encoding: chunked\r\n\r\n`)]
  for (let at = 0; at < body.length; ) {
    const piece = body.subarray(at, at + 1 + next(400))
    at += piece.length
    parts.push(Buffer.from(`${piece.length.toString(16)}${next(3) === 0 ? ';name=value' : ''}\r\n`), piece, Buffer.from('\r\n'))
  }
  parts.push(Buffer.from(next(3) === 0 ? '0\r\nx-trailer: 1\r\n\r\n' : '0\r\n\r\n'))
  return { bytes: Buffer.concat(parts), ends: false }
}

describe('any answer', () => {
  it('is heard as undici hears it, however it is cut into pieces', async () => {
    const next = numbers(7)
    const answers = Array.from({ length: 300 }, () => someAnswer(next))
    const { origin } = await provider(async (socket, _request, text) => {
      const { bytes, ends } = answers[Number(/\/(\d+) /.exec(text)?.[1])] ?? { bytes: Buffer.alloc(0), ends: true }
      for (let at = 0; at < bytes.length; ) {
        const to = at + 1 + next(bytes.length)
        socket.write(bytes.subarray(at, to))
        at = to
        await new Promise(setImmediate)
      }
      if (ends) socket.end()
    })
    for (const path of answers.map((_, i) => `/${i}`)) {
      const [own, theirs] = await Promise.all([ask(origin, { path }), request(`${origin}${path}`, { method: 'POST' })])
      const body = Buffer.from(await theirs.body.arrayBuffer())
      expect([path, own.status, own.body.toString('hex')]).toEqual([path, theirs.statusCode, body.toString('hex')])
      for (let i = 0; i < 12; i++) expect(own.header(`x-field-${i}`)).toBe(theirs.headers[`x-field-${i}`])
    }
  })
})
