import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { UpstreamFailure, UpstreamListener, UpstreamRequest } from '@/lib/gateway/ports'
import { Attempt } from '@/lib/gateway/streams/attempt'
import { createChatMeter } from '@/lib/gateway/streams/chat-meter'

const WORD = Buffer.from('data: {"choices":[{"delta":{"content":"x"}}]}\n\n')
const request: UpstreamRequest = {
  origin: 'http://127.0.0.1',
  path: '/',
  method: 'POST',
  headers: {},
  body: null,
  headersTimeoutMs: 10_000,
  bodyTimeoutMs: 10_000,
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(async () => {
  // Nothing is under way any more: the one timer of all deadlines stops, and the next test starts its own.
  await vi.advanceTimersByTimeAsync(1_000)
  vi.useRealTimers()
})

it('that talks on while its reader is slow and then meets the call’s deadline is cut short, and has not failed', async () => {
  const { attempt, stream, failures } = await begin(30_000)
  stream.exchange.pause()
  await vi.advanceTimersByTimeAsync(31_000)
  expect(failures).toEqual(['timeout'])
  expect(attempt.isCutShort).toBe(true)
})

it('that is still talking when the time for reading it to its end is over is cut short', async () => {
  const { attempt, failures, listener } = await begin(600_000)
  attempt.limitTo(120_000)
  for (let i = 0; i < 125 && failures.length === 0; i++) {
    listener.onData(WORD)
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(failures).toEqual(['timeout'])
  expect(attempt.isCutShort).toBe(true)
})

it('that falls silent in the middle, or never begins, has failed', async () => {
  const silent = await begin(30_000)
  await vi.advanceTimersByTimeAsync(11_000)
  expect(silent.failures).toEqual(['timeout'])
  expect(silent.attempt.isCutShort).toBe(false)

  const { attempt, listener } = send(30_000)
  for (let i = 0; i < 31; i++) {
    listener.onHead(200, () => 'text/event-stream')
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(await attempt.done).toEqual({ kind: 'failure', failure: 'timeout' })
  expect(attempt.isCutShort).toBe(false)
})

function send(wholeMs: number): { attempt: Attempt; listener: UpstreamListener } {
  const listeners: UpstreamListener[] = []
  const upstream = {
    send(_: UpstreamRequest, listener: UpstreamListener) {
      listeners.push(listener)
      return { abort() {}, pause() {}, resume() {} }
    },
  }
  const attempt = new Attempt(upstream, request, createChatMeter('o200k_base'), { attemptMs: 30_000, wholeMs })
  const [listener] = listeners
  if (!listener) throw new Error('nothing was sent')
  return { attempt, listener }
}

/** One that has shown its first word and is being read. */
async function begin(wholeMs: number) {
  const { attempt, listener } = send(wholeMs)
  listener.onHead(200, () => 'text/event-stream')
  listener.onData(WORD)
  const done = await attempt.done
  if (done.kind !== 'stream') throw new Error(`no stream but ${done.kind}`)
  const failures: UpstreamFailure[] = []
  done.stream.consume({ onEvents() {}, onEnd() {}, onFailure: (failure) => failures.push(failure) })
  return { attempt, listener, failures, stream: done.stream }
}
