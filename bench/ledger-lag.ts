/**
 * `npm run bench:lag`: does the ledger keep up? A minute at full speed, and each second how old the oldest call is that is not in
 * Postgres yet, and how much the spool holds.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { runLoad } from './load'
import { pinClient, startTollgatePeer, startUpstream } from './peers'

/** At the end of the minute. */
const BOUND_SECONDS = 5
const TOKEN = 'the-token-of-the-benchmark'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, connections: { type: 'string', default: '32' } },
})
const [seconds, connections] = [Number(values.seconds), Number(values.connections)]
if (!(seconds > 0 && seconds <= 60 && connections > 0 && connections <= 1_000))
  throw new Error('--seconds is at most 60, --connections 1000')

// The peer's process inherits it.
process.env.METRICS_TOKEN = TOKEN
pinClient()
const upstream = await startUpstream()
const peer = await startTollgatePeer(upstream.url)
try {
  const { port, path, headers, model } = peer
  const messages = [{ role: 'user', content: 'Tell me in two sentences what a tollgate is.' }]
  const body = JSON.stringify({ model, max_tokens: 100, messages })
  const load = (time: number) => runLoad({ port, path, headers, body, connections, seconds: time })
  await load(3)
  const samples: Sample[] = []
  let isOver = false
  const sampling = (async () => {
    while (!isOver) {
      samples.push(await sample(port))
      await sleep(1_000)
    }
  })()
  const before = await sample(port)
  const result = await load(seconds)
  const end = await sample(port)
  isOver = true
  await sampling
  const ages = samples.map(({ oldest }) => oldest)
  const flushed = (end.records - before.records) / seconds
  const isWithin = end.oldest <= BOUND_SECONDS
  console.log(
    `${result.requestsPerSecond.toFixed(0)} requests/s, ${flushed.toFixed(0)} records/s flushed, ${result.failed} failed; ` +
      `oldest unflushed at the end ${end.oldest} s, at most ${Math.max(...ages)} s; spool ${(end.spool / 1_048_576).toFixed(1)} MiB` +
      `${isWithin ? '' : `  TOO LATE: at most ${BOUND_SECONDS} s`}`,
  )
  mkdirSync('bench/results', { recursive: true })
  writeFileSync(
    'bench/results/ledger-lag.json',
    `${JSON.stringify({ at: new Date().toISOString(), node: process.version, seconds, connections, result, end, samples }, null, 2)}\n`,
  )
  process.exitCode = isWithin && result.failed === 0 ? 0 : 1
} finally {
  await peer.stop()
  upstream.stop()
}

type Sample = { oldest: number; spool: number; records: number }

async function sample(port: number): Promise<Sample> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
  const text = await answer.text()
  const figure = (name: string) => Number(new RegExp(`^tollgate_${name} ([0-9.]+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
  return { oldest: figure('oldest_unflushed_seconds'), spool: figure('spool_bytes'), records: figure('flushed_records_total') }
}
