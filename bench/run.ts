/** `npm run bench`: Tollgate beside its peers, on one core each, in turns; what it printed is also in `bench/results/`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { type CatalogSize, fillCatalog, residentMibOf } from './catalog'
import { measureLatency } from './latency'
import {
  canPin,
  type Peer,
  pinClient,
  startNginx,
  startPortkey,
  startProxy,
  startRedis,
  startTollgatePeer,
  startUpstream,
  type Upstream,
} from './peers'
import { measureStreams } from './streams'
import { measureThroughput } from './throughput'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'throughput,prompt,latency,streams,redis,catalog' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
    streams: { type: 'string', default: '1000' },
  },
})
const [seconds, rounds, connections, streams] = [values.seconds, values.rounds, values.connections, values.streams].map(
  Number,
) as [number, number, number, number]
if (
  !(seconds > 0 && seconds <= 60 && rounds > 0 && rounds <= 20 && connections > 0 && connections <= 1_000 && streams <= 2_000)
) {
  throw new Error('--seconds is at most 60, --rounds 20, --connections 1000, --streams 2000')
}

const scenarios: Record<string, () => Promise<void>> = { throughput, prompt, latency, streams: manyStreams, redis, catalog }

pinClient()
if (!canPin) console.log('No taskset here: the parts share all cores, and the ratios say less')
console.log('On: key, product, limits on three levels, pool and breaker, ledger to Postgres. Excluded: TLS, the console.')
for (const name of values.only.split(',')) {
  const scenario = scenarios[name]
  if (!scenario) throw new Error(`--only knows ${Object.keys(scenarios).join(', ')}, not ${name}`)
  await scenario()
}

async function throughput(): Promise<void> {
  await withPeers({}, [bareProxy, tollgate, rawPipe, startPortkey, startNginx], async (peers) => {
    const settings = { seconds, rounds, connections, promptTokens: 0 }
    show('throughput', 'Plain calls, a prompt of 150 bytes, an answer of 600', settings, await measureThroughput(peers, settings))
  })
}

async function prompt(): Promise<void> {
  await withPeers({}, [bareProxy, tollgate], async (peers) => {
    const settings = { seconds, rounds, connections, promptTokens: 4_000 }
    show('prompt', 'Plain calls, a prompt of 4,000 tokens', settings, await measureThroughput(peers, settings))
  })
}

async function redis(): Promise<void> {
  const server = await startRedis()
  if (!server) return console.log('\nRedis is not installed here: left out')
  const onRedis = (upstream: string) => startTollgatePeer(upstream, 'Redis', { REDIS_URL: server.url })
  try {
    await withPeers({}, [(upstream) => startTollgatePeer(upstream, 'memory'), onRedis], async (peers) => {
      const settings = { seconds, rounds, connections, promptTokens: 0 }
      show('redis', 'Counters in Redis against counters in memory', settings, await measureThroughput(peers, settings))
    })
  } finally {
    await server.stop()
  }
}

async function catalog(): Promise<void> {
  const sizes: Record<string, CatalogSize> = {
    '10 of each': { keys: 10, products: 10, limits: 10 },
    '100,000 keys': { keys: 100_000, products: 1_000, limits: 10_000 },
  }
  const starts = Object.entries(sizes).map(
    ([name, size]) =>
      (upstream: string) =>
        startTollgatePeer(upstream, name, {}, (databaseUrl) => fillCatalog(databaseUrl, size)),
  )
  await withPeers({}, starts, async (peers) => {
    const idleMib = peers.map(residentMibOf)
    const settings = { seconds, rounds, connections, promptTokens: 0 }
    const rows = await measureThroughput(peers, settings)
    const about = peers.map((peer, i) => ({ bootMs: peer.bootMs, idleMib: idleMib[i], loadedMib: residentMibOf(peer) }))
    const title = '100,000 keys, 1,000 products, 10,000 limits against 10 of each'
    show(
      'catalog',
      title,
      { ...settings, sizes },
      rows.map((row, i) => ({ ...row, ...about[i] })),
    )
  })
}

async function latency(): Promise<void> {
  const settings = { perSecond: 500, thinkMs: 20, seconds, rounds }
  await withPeers({ THINK_MS: String(settings.thinkMs) }, [bareProxy, tollgate], async (peers) => {
    show('latency', '500 requests a second, a provider that thinks for 20 ms', settings, await measureLatency(peers, settings))
  })
}

async function manyStreams(): Promise<void> {
  const settings = { streams, seconds, rounds: Math.min(rounds, 3) }
  const upstream = { STREAM_CHUNKS: '2000', STREAM_EVERY_MS: '50' }
  await withPeers(upstream, [bareProxy, tollgate], async (peers) => {
    show('streams', `${streams} streams at once, 20 chunks a second each`, settings, await measureStreams(peers, settings))
  })
}

type Start = (upstream: string) => Promise<Peer | null>

function bareProxy(upstream: string): Promise<Peer> {
  return startProxy('bare proxy', upstream)
}

function rawPipe(upstream: string): Promise<Peer> {
  return startProxy('raw pipe', upstream)
}

function tollgate(upstream: string): Promise<Peer> {
  return startTollgatePeer(upstream)
}

/** Starts the provider and the peers, measures, and stops them all, whatever happens. */
async function withPeers(env: Record<string, string>, starts: readonly Start[], measure: (peers: Peer[]) => Promise<void>) {
  const peers: Peer[] = []
  let upstream: Upstream | null = null
  try {
    upstream = await startUpstream(env)
    for (const start of starts) {
      const peer = await start(upstream.url)
      if (peer) peers.push(peer)
      else console.log(`${start.name.replace('start', '')} is not installed here and is left out`)
    }
    await measure(peers)
  } finally {
    for (const peer of peers) await peer.stop()
    upstream?.stop()
  }
}

function show(name: string, title: string, settings: object, rows: readonly object[]): void {
  console.log(`\n${title}`)
  console.table(rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, rounded(value)]))))
  mkdirSync('bench/results', { recursive: true })
  const about = { at: new Date().toISOString(), node: process.version, cpu: cpus()[0]?.model, pinned: canPin }
  writeFileSync(`bench/results/${name}.json`, `${JSON.stringify({ about, settings, rows }, null, 2)}\n`)
}

function rounded(value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(Math.abs(value) >= 100 ? 0 : 2)) : value
}
