/** Providers that fail in every way they do: the caller notices as little as can be, and every call is booked once. */
import assert from 'node:assert/strict'
import {
  type ConformanceCase,
  chat,
  type JsonReply,
  post,
  recordOf,
  type SimulatorMode,
  type Target,
  withModes,
} from '@/lib/boot/testing/target'

const both = (mode: SimulatorMode) => ({ apimaoai01: mode, apimaoai02: mode, openai: mode })

const failovers: [name: string, mode: SimulatorMode][] = [
  ['is down', { mode: 'down' }],
  ['resets connections', { mode: 'reset' }],
  ['answers 500', { mode: 'status', code: 500 }],
  ['answers 429 with Retry-After', { mode: 'status', code: 429, retryAfter: 1 }],
  ['refuses our credential', { mode: 'status', code: 401 }],
]

export const failureCases: ConformanceCase[] = [
  ...failovers.map(([name, mode]) => ({
    name: `answers every call while one of two backends ${name}, plain and streaming`,
    run: (target: Target) =>
      withModes(target, { apimaoai01: mode }, async () => {
        const { models, open } = target.estate
        const replies = await Promise.all(
          Array.from({ length: 20 }, (_, i) =>
            post(target, '/v1/chat/completions', open.key, chat(models.mini, 'say hello', { stream: i % 2 === 0 })),
          ),
        )
        for (const { status, text } of replies) {
          assert.equal(status, 200, text)
          assert.ok(text.includes('hello'))
        }
        const records = await Promise.all(replies.map(({ headers }) => recordOf(target, headers.get('x-request-id'))))
        assert.ok(records.some(({ attempts }) => attempts === 2))
        assert.ok(records.every(({ outcome }) => outcome === 'answered'))
      }),
  })),
  {
    name: 'moves on when a stream turns out to be garbage before its first content',
    run: (target) =>
      withModes(target, { apimaoai01: { mode: 'garbage' } }, async () => {
        const { models, open } = target.estate
        for (let i = 0; i < 4; i++) {
          const { text } = await post(target, '/v1/chat/completions', open.key, chat(models.mini, 'say hello', { stream: true }))
          assert.ok(text.includes('hello') && text.includes('[DONE]'), text)
        }
      }),
  },
  {
    name: 'says 503 with the shortest wait when every backend is out, and hides their names',
    run: (target) =>
      withModes(target, both({ mode: 'down' }), async () => {
        const { models, open } = target.estate
        const statuses = new Set<number>()
        const replies: JsonReply[] = []
        // One right after the other: a breaker is open for a second and no longer.
        for (let i = 0; i < 8 || (statuses.size < 2 && i < 40); i++) {
          const reply = await post(target, '/v1/chat/completions', open.key, chat(models.mini, 'hi'))
          statuses.add(reply.status)
          replies.push(reply)
        }
        for (const reply of replies) {
          assert.equal(/apimaoai|127\.0\.0\.1/.test(reply.text), false)
          if (reply.status === 503) assert.ok(Number(reply.headers.get('retry-after')) >= 1)
          const record = await recordOf(target, reply.headers.get('x-request-id'))
          assert.equal(record.outcome, 'failed')
          assert.equal(record.cost, '0')
        }
        assert.deepEqual([...statuses].sort(), [502, 503])
      }),
  },
  {
    name: 'ends a stream that breaks off with an error the clients see, and bills what was sent as estimated',
    run: (target) =>
      withModes(target, both({ mode: 'die-mid-stream', afterChunks: 12 }), async () => {
        const { models, open } = target.estate
        const { text, headers } = await post(
          target,
          '/v1/chat/completions',
          open.key,
          chat(models.mini, '[tokens=200] go', { stream: true }),
        )
        assert.ok(text.includes('"upstream_failed"'), text.slice(-300))
        assert.equal(text.includes('[DONE]'), false)
        const record = await recordOf(target, headers.get('x-request-id'))
        assert.equal(record.outcome, 'failed')
        assert.equal(record.measured, 'estimated')
        assert.ok(((record.tokens as Record<string, number>).output ?? 0) > 0)
      }),
  },
  {
    name: 'stops a stream upstream when its caller hangs up, and books it as cancelled',
    run: (target) =>
      withModes(target, both({ mode: 'slow', ttfbMs: 0, chunkMs: 30 }), async () => {
        const { models, open } = target.estate
        const abort = new AbortController()
        const answer = await fetch(`${target.url}/v1/chat/completions`, {
          method: 'POST',
          headers: { authorization: `Bearer ${open.key}` },
          body: JSON.stringify(chat(models.mini, '[tokens=400] go', { stream: true })),
          signal: abort.signal,
        })
        const reader = answer.body?.getReader()
        for (let i = 0; i < 5; i++) await reader?.read()
        abort.abort()
        const record = await recordOf(target, answer.headers.get('x-request-id'))
        assert.equal(record.outcome, 'cancelled')
        assert.equal(record.measured, 'estimated')
        const output = (record.tokens as Record<string, number>).output ?? 0
        assert.ok(output > 0 && output < 200, `${output} tokens`)
      }),
  },
  {
    name: 'passes on what the provider refuses, and bills a prompt its content filter has read',
    async run(target) {
      const { models, open } = target.estate
      const reply = await post(target, '/v1/chat/completions', open.key, chat(models.mini, 'trigger the content filter'))
      assert.equal(reply.status, 400)
      assert.equal(reply.body.error?.code, 'content_filter')
      const record = await recordOf(target, reply.headers.get('x-request-id'))
      assert.equal(record.outcome, 'failed')
      assert.ok(((record.tokens as Record<string, number>).input ?? 0) > 0)
    },
  },
]
