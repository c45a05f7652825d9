/** `npm run bench`: requests per second of each peer, alternating, and how they compare. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { type LoadResult, runLoad } from './load'
import { canPin, type Peer, pinClient, startBareProxy, startTollgatePeer, startUpstream } from './peers'

const PROMPT =
  'Tell me in two sentences what a tollgate is, and why so many of them were built on the old roads of England in the eighteenth century.'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
  },
})
const [seconds, rounds, connections] = [Number(values.seconds), Number(values.rounds), Number(values.connections)]
if (!(seconds > 0 && seconds <= 60 && rounds > 0 && rounds <= 20 && connections > 0 && connections <= 1_000)) {
  throw new Error('--seconds is at most 60, --rounds 20, --connections 1000')
}
pinClient()
if (!canPin) console.log('No taskset here: the parts share all cores, and the ratios say less')

const upstream = await startUpstream()
const peers: Peer[] = []
try {
  peers.push(await startBareProxy(upstream.url), await startTollgatePeer(upstream.url))
  report(await measure())
} finally {
  for (const peer of peers) await peer.stop()
  upstream.stop()
}

async function measure(): Promise<Map<string, LoadResult[]>> {
  const results = new Map<string, LoadResult[]>(peers.map(({ name }) => [name, []]))
  for (const peer of peers) await loadOf(peer, 2)
  for (let round = 1; round <= rounds; round++) {
    for (const peer of peers) {
      const result = await loadOf(peer, seconds)
      results.get(peer.name)?.push(result)
      console.log(
        `round ${round}  ${peer.name.padEnd(12)} ${result.requestsPerSecond.toFixed(0).padStart(7)} requests/s, ${result.failed} failed`,
      )
    }
  }
  return results
}

function loadOf({ port, path, headers, model }: Peer, forSeconds: number): Promise<LoadResult> {
  const body = JSON.stringify({ model, max_tokens: 100, messages: [{ role: 'user', content: PROMPT }] })
  return runLoad({ port, path, headers, body, connections, seconds: forSeconds })
}

function report(results: Map<string, LoadResult[]>): void {
  const rows = [...results].map(([name, all]) => {
    const rates = all.map(({ requestsPerSecond }) => requestsPerSecond).sort((a, b) => a - b)
    return {
      name,
      min: rates[0] ?? 0,
      median: rates[Math.floor(rates.length / 2)] ?? 0,
      max: rates.at(-1) ?? 0,
      failed: all.reduce((sum, { failed }) => sum + failed, 0),
    }
  })
  const yardstick = rows[0]?.median ?? 1
  console.log(`\n${'requests/s'.padEnd(12)} ${['min', 'median', 'max', 'ratio'].map((title) => title.padStart(8)).join('')}`)
  for (const { name, min, median, max, failed } of rows) {
    const figures = [min, median, max].map((rate) => rate.toFixed(0).padStart(8)).join('')
    console.log(
      `${name.padEnd(12)} ${figures}${(median / yardstick).toFixed(2).padStart(8)}${failed > 0 ? `  ${failed} failed` : ''}`,
    )
  }
  mkdirSync('bench/results', { recursive: true })
  const about = {
    at: new Date().toISOString(),
    node: process.version,
    cpu: cpus()[0]?.model,
    pinned: canPin,
    seconds,
    rounds,
    connections,
  }
  writeFileSync('bench/results/throughput.json', `${JSON.stringify({ about, rows }, null, 2)}\n`)
}
