/** Backends that fail in ways of their own: slow, half, garbage, odd. The next one answers; alone, the caller is told the truth. */
import assert from 'node:assert/strict'
import { type OddProvider, type OddWay, startOddProvider } from '@/lib/boot/testing/odd-provider'
import { buildPool, type PoolEstate } from '@/lib/boot/testing/pool-estate'
import type { ConformanceCase, Target } from '@/lib/boot/testing/target'

/** Breakers that stay out of the way, and deadlines a test can wait for, but whoever answers at all keeps on a busy machine. */
const patient = {
  breaker: { failureCondition: { count: 1000, interval: 'PT1M' }, tripDuration: 'PT1S' },
  deadlines: { firstByte: 'PT2S', idle: 'PT1S', attempt: 'PT3S' },
}

type Failing = { way: OddWay; status: number; code: string }

const failing: Failing[] = [
  { way: 'never answers', status: 504, code: 'upstream_timeout' },
  { way: 'drips', status: 504, code: 'upstream_timeout' },
  { way: 'half an answer', status: 502, code: 'upstream_failed' },
  { way: 'a page', status: 502, code: 'upstream_failed' },
  { way: 'an error that says 200', status: 502, code: 'upstream_failed' },
  { way: 204, status: 502, code: 'upstream_failed' },
  { way: 302, status: 502, code: 'upstream_misconfigured' },
  { way: 304, status: 502, code: 'upstream_failed' },
  { way: 99, status: 502, code: 'upstream_failed' },
  { way: 101, status: 502, code: 'upstream_failed' },
  { way: 600, status: 502, code: 'upstream_failed' },
  { way: 999, status: 502, code: 'upstream_failed' },
  { way: 500, status: 502, code: 'upstream_failed' },
  { way: 405, status: 502, code: 'upstream_misconfigured' },
]

async function withOdd(run: (odd: OddProvider) => Promise<void>): Promise<void> {
  const odd = await startOddProvider()
  try {
    await run(odd)
  } finally {
    await odd.close()
  }
}

export const poolFailureCases: ConformanceCase[] = [
  {
    name: 'moves on from a backend that is slow, half, garbage or odd, plain and streaming, and books each call once',
    run: (target) =>
      withOdd(async (odd) => {
        const estates = await Promise.all(failing.map(({ way }) => afterOdd(target, odd, way)))
        await each(async (i, { way }) => {
          const estate = estates[i] as PoolEstate
          const askOnce = async (stream: boolean) => {
            const reply = await estate.ask('hello', { stream })
            assert.equal(reply.status, 200, `${way}: ${reply.text}`)
            assert.ok(reply.text.includes(stream ? 'word ' : 'well'), `${way}: ${reply.text}`)
            const record = await estate.recordOf(reply)
            assert.deepEqual([record.outcome, record.attempts, record.measured], ['answered', 2, 'measured'], String(way))
            assert.equal(record.backendId, estate.backendIds[1])
            const { attempts } = record.trace as { attempts: { why: string; failure: string | null }[] }
            assert.ok(attempts[0]?.failure !== null && attempts[1]?.failure === null)
            assert.deepEqual([attempts[0]?.why, attempts[1]?.why], ['its turn by weight', 'its turn by weight'])
          }
          await Promise.all([false, true].map(askOnce))
          assert.equal(odd.countOf(way), 2)
        })
      }),
  },
  {
    name: 'says what is true where such a backend is the only one, and bills nothing',
    run: (target) =>
      withOdd(async (odd) => {
        const estates = await Promise.all(
          failing.map(({ way }) => buildPool(target, 'alone', [{ baseUrl: odd.urlOf(way) }], patient)),
        )
        await each(async (i, { way, status, code }) => {
          const estate = estates[i] as PoolEstate
          const askOnce = async (stream: boolean) => {
            const reply = await estate.ask('hello', { stream })
            assert.deepEqual([reply.status, reply.body.error?.code], [status, code], `${way}: ${reply.text}`)
            const record = await estate.recordOf(reply)
            assert.deepEqual(
              [record.outcome, record.status, record.code, record.cost],
              ['failed', status, code, '0'],
              String(way),
            )
          }
          await Promise.all([false, true].map(askOnce))
        })
      }),
  },
  {
    name: 'moves on from a backend whose credential no header can carry, and leaves nothing counted as under way',
    run: (target) =>
      withOdd(async (odd) => {
        const members = [{ baseUrl: odd.urlOf(200), key: 'a key\nof two lines' }, { baseUrl: odd.urlOf('answers') }]
        const estate = await buildPool(target, 'unsendable', members, patient)
        const reply = await estate.ask('hello')
        assert.equal(reply.status, 200, reply.text)
        assert.equal((await estate.recordOf(reply)).attempts, 2)
        assert.equal(odd.countOf(200), 0)
        const live = (await target.api('GET', `/pools/${estate.poolId}/live`)) as unknown as { members: { inFlight: number }[] }
        assert.deepEqual(
          live.members.map(({ inFlight }) => inFlight),
          [0, 0],
        )
      }),
  },
  {
    name: 'takes 299 with a good body for the answer it is, and passes a 4xx on as the provider’s own refusal',
    run: (target) =>
      withOdd(async (odd) => {
        const [fine, refused] = await Promise.all(
          [299, 422].map((way) => buildPool(target, 'odd status', [{ baseUrl: odd.urlOf(way) }], patient)),
        )
        assert.ok(fine && refused)
        const answered = await fine.ask('hello')
        assert.equal(answered.status, 299)
        assert.ok(answered.text.includes('well'))
        assert.equal((await fine.recordOf(answered)).outcome, 'answered')
        const reply = await refused.ask('hello')
        assert.equal(reply.status, 422)
        const record = await refused.recordOf(reply)
        assert.deepEqual([record.outcome, record.code, record.cost], ['failed', 'provider_refused', '0'])
      }),
  },
  {
    name: 'ends a stream that falls silent, and one that never ends, and bills what was sent',
    run: (target) =>
      withOdd(async (odd) => {
        const silent = await buildPool(target, 'silent', [{ baseUrl: odd.urlOf('silent stream') }], patient)
        const endless = await buildPool(target, 'endless', [{ baseUrl: odd.urlOf('endless stream') }], {
          ...patient,
          deadlines: { call: 'PT3S' },
        })
        for (const estate of [silent, endless]) {
          const reply = await estate.ask('hello', { stream: true })
          assert.equal(reply.status, 200)
          assert.ok(reply.text.includes('"upstream_timeout"'), reply.text.slice(-300))
          const record = await estate.recordOf(reply)
          assert.deepEqual([record.outcome, record.code, record.measured], ['failed', 'upstream_timeout', 'estimated'])
          assert.ok(((record.tokens as Record<string, number>).output ?? 0) > 0)
        }
      }),
  },
]

/** A pool whose first member fails in a way, and whose second answers. */
function afterOdd(target: Target, odd: OddProvider, way: OddWay): Promise<PoolEstate> {
  return buildPool(target, 'after odd', [{ baseUrl: odd.urlOf(way) }, { baseUrl: odd.urlOf('answers') }], patient)
}

function each(check: (index: number, one: Failing) => Promise<void>): Promise<unknown> {
  return Promise.all(failing.map((one, i) => check(i, one)))
}
