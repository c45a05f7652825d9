import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cacheCases } from '@/lib/boot/testing/cache-cases'
import { type Answer, buildEstate } from '@/lib/boot/testing/estate'
import { productWith } from '@/lib/boot/testing/limit-products'
import { semanticCases } from '@/lib/boot/testing/semantic-cases'
import { chat, seenUpstream, setMode, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

let gateway: TestGateway
let target: Target

beforeAll(async () => {
  gateway = await startTestGateway()
  target = {
    url: gateway.url,
    simulatorUrl: gateway.simulator.url,
    api: gateway.api,
    estate: await buildEstate(gateway.api, gateway.simulator.url, 'cache'),
  }
  // A slow machine is no slow caller.
  gateway.running.dataPlane.gateway.state.flights.patienceMs = 60_000
})
afterAll(() => gateway?.close())

describe('a product that keeps answers', () => {
  for (const { name, run } of [...cacheCases, ...semanticCases]) it(name, () => run(target), 120_000)

  it('asks once for a thousand equal questions at once: a thousand answers, a thousand records, one charged', async () => {
    const { key, productId } = await productWith(target, { cache: { mode: 'exact' } }, [])
    const text = `a thousand times ${target.estate.models.mini}`
    const body = JSON.stringify(chat(target.estate.models.mini, text))
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, () => askAnew(`${target.url}/v1/chat/completions`, key, body)),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
    expect(await seenUpstream(target, text)).toHaveLength(1)
    const how = answers.map((answer) => answer.headers['x-cache'])
    expect([how.filter((one) => one === 'MISS').length, how.filter((one) => one === 'HIT').length]).toEqual([1, 999])
    const ids = new Set(answers.map((answer) => answer.headers['x-request-id']))
    expect(ids.size).toBe(1_000)
    const records = async () => (await target.api('GET', `/calls?productId=${productId}&limit=1000`)).items as Answer[]
    await expect.poll(async () => (await records()).length, { timeout: 60_000 }).toBe(1_000)
    const booked = await records()
    expect(new Set(booked.map(({ id }) => id))).toEqual(ids)
    expect(booked.filter(({ cost }) => cost !== '0')).toHaveLength(1)
    expect(booked.filter(({ code, outcome }) => outcome === 'answered' && code === 'cache_hit')).toHaveLength(999)
  }, 120_000)

  it('asks for itself where an equal question has no answer for too long', async () => {
    const { key } = await productWith(target, { cache: { mode: 'exact' } }, [])
    const text = `nobody waits for ever ${target.estate.models.mini}`
    const { flights } = gateway.running.dataPlane.gateway.state
    const body = JSON.stringify(chat(target.estate.models.mini, text, { stream: true }))
    const leaving = new AbortController()
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const ask = (signal: AbortSignal | null = null) =>
      fetch(`${target.url}/v1/chat/completions`, { method: 'POST', headers, body, signal })
    const resources = ['apimaoai01', 'apimaoai02', 'openai']
    for (const resource of resources) await setMode(target, resource, { mode: 'slow', ttfbMs: 120_000, chunkMs: 0 })
    const first = ask(leaving.signal).catch(() => null)
    await expect.poll(() => seenUpstream(target, text), { timeout: 20_000 }).toHaveLength(1)
    for (const resource of resources) await setMode(target, resource, { mode: 'ok' })
    const { patienceMs } = flights
    flights.patienceMs = 0
    try {
      for (const how of ['MISS', 'HIT']) {
        const answer = await ask()
        expect(await answer.text()).toContain('[DONE]')
        expect(answer.headers.get('x-cache')).toBe(how)
      }
      expect(await seenUpstream(target, text)).toHaveLength(2)
    } finally {
      flights.patienceMs = patienceMs
      leaving.abort()
      await first
    }
  }, 60_000)

  it.each([
    ['before a byte of its answer', { ttfbMs: 120_000, chunkMs: 0 }],
    ['in the middle of its stream', { ttfbMs: 0, chunkMs: 1_500 }],
  ])(
    'asks again for those who wait where the one who asked has hung up %s',
    async (when, pace) => {
      const { key } = await productWith(target, { cache: { mode: 'exact' } }, [])
      const text = `left ${when} ${target.estate.models.mini}`
      const { flights } = gateway.running.dataPlane.gateway.state
      const leaving = new AbortController()
      const ask = (signal: AbortSignal | null = null) =>
        fetch(`${target.url}/v1/chat/completions`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify(chat(target.estate.models.mini, text, { stream: true })),
          signal,
        })
      const resources = ['apimaoai01', 'apimaoai02', 'openai']
      for (const resource of resources) await setMode(target, resource, { mode: 'slow', ...pace })
      const first = ask(leaving.signal).catch(() => null)
      if (pace.ttfbMs === 0) await (await first)?.body?.getReader().read()
      await expect.poll(() => seenUpstream(target, text), { timeout: 20_000 }).toHaveLength(1)
      const waiting = [ask(), ask()]
      await expect.poll(() => flights.waiting(), { timeout: 20_000 }).toBe(2)
      for (const resource of resources) await setMode(target, resource, { mode: 'ok' })
      leaving.abort()
      const answers = await Promise.all(waiting)
      const texts = await Promise.all(answers.map((answer) => answer.text()))
      expect(texts[0]).toContain('[DONE]')
      expect(texts[1]).toBe(texts[0])
      expect(answers.map((answer) => answer.headers.get('x-cache')).sort()).toEqual(['HIT', 'MISS'])
      expect(await seenUpstream(target, text)).toHaveLength(2)
    },
    60_000,
  )
})

/** On a connection of its own: one that is kept may be closed under a slow client's request. */
function askAnew(
  url: string,
  key: string,
  body: string,
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const call = httpRequest(url, { method: 'POST', headers, agent: false }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(pieces).toString() }),
      )
      answer.on('error', reject)
    })
    call.on('error', reject)
    call.end(body)
  })
}
