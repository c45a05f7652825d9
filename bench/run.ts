/** `npm run bench`: Tollgate beside its peers, on one core each, in turns; what it printed is also in `bench/results/`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { type CatalogSize, fillCatalog, residentMibOf } from './catalog'
import { measureCostAtRate, measureLatency } from './latency'
import {
  canPin,
  hasTwoCores,
  makeCertificate,
  type Peer,
  pinClient,
  startNginx,
  startPortkey,
  startProxy,
  startRedis,
  startTollgatePeer,
  startUpstream,
  type TollgateOptions,
  type Upstream,
} from './peers'
import { soak } from './soak'
import { measureStreams } from './streams'
import { measureThroughput } from './throughput'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'throughput,prompt,ways,latency,streams,redis,workers,tls,catalog' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
    streams: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '10' },
  },
})
const seconds = numberOf('seconds', 60)
const rounds = numberOf('rounds', 20)
const connections = numberOf('connections', 1_000)
const streams = numberOf('streams', 2_000)
const minutes = numberOf('minutes', 60)

/** Less than half of what one carries: client and provider, on one core, can do the same for two. */
const CALLS_OF_A_WORKER = 5_000

const scenarios: Record<string, () => Promise<void>> = {
  throughput,
  prompt,
  ways,
  latency,
  streams: manyStreams,
  redis,
  workers,
  tls,
  catalog,
  soak: soaked,
}

pinClient()
if (!canPin) console.log('No taskset here: the parts share all cores, and the ratios say less')
console.log('On: key, product, limits on three levels, pool and breaker, ledger to Postgres. Excluded: TLS, the console.')
for (const name of values.only.split(',')) {
  const scenario = scenarios[name]
  if (!scenario) throw new Error(`--only knows ${Object.keys(scenarios).join(', ')}, not ${name}`)
  await scenario()
}

function numberOf(name: 'seconds' | 'rounds' | 'connections' | 'streams' | 'minutes', most: number): number {
  const value = Number(values[name])
  if (!(value > 0 && value <= most)) throw new Error(`--${name} is a number above 0 and at most ${most}`)
  return value
}

async function throughput(): Promise<void> {
  await withPeers({}, [bareProxy, tollgate, pooledProxy, rawPipe, startPortkey, startNginx], async (peers) => {
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

/** One gateway: a call that passes as it comes, one that is said in other words on either side, one that is answered from the cache. */
async function ways(): Promise<void> {
  const upstream = await startUpstream({})
  const gateway = await startTollgatePeer(upstream.url, { name: 'pass-through' })
  try {
    const peers: Peer[] = [
      gateway,
      { ...gateway, name: 'other provider', model: 'bench-foreign' },
      { ...gateway, name: 'other caller', path: '/anthropic/v1/messages' },
      { ...gateway, name: 'kept', headers: { authorization: `Bearer ${gateway.keptKey}` } },
    ]
    const settings = { seconds, rounds, connections, promptTokens: 0 }
    show('ways', 'Ways through one gateway, against what passes as it comes', settings, await measureThroughput(peers, settings))
  } finally {
    await gateway.stop()
    upstream.stop()
  }
}

async function redis(): Promise<void> {
  const server = await startRedis()
  if (!server) return console.log('\nRedis is not installed here: left out')
  const onRedis = (upstream: string) => startTollgatePeer(upstream, { name: 'Redis', settings: { REDIS_URL: server.url } })
  try {
    await withPeers({}, [(upstream) => startTollgatePeer(upstream, { name: 'memory' }), onRedis], async (peers) => {
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
        startTollgatePeer(upstream, { name, fill: (databaseUrl) => fillCatalog(databaseUrl, size) }),
  )
  await withPeers({}, starts, async (peers) => {
    const idleMib = peers.map(residentMibOf)
    const settings = { seconds, rounds, connections, promptTokens: 0 }
    const rows = await measureThroughput(peers, settings)
    const about = peers.map((peer, i) => ({
      bootMs: 'bootMs' in peer ? peer.bootMs : null,
      idleMib: idleMib[i],
      loadedMib: residentMibOf(peer),
    }))
    const title = '100,000 keys, 1,000 products, 10,000 limits against 10 of each'
    show(
      'catalog',
      title,
      { ...settings, sizes },
      rows.map((row, i) => ({ ...row, ...about[i] })),
    )
  })
}

/** What a call costs where two processes share limits, against one: all on one core, and with a core each. They take the core Redis has elsewhere. */
async function workers(): Promise<void> {
  const server = await startRedis(false)
  if (!server) return console.log('\nRedis is not installed here: left out')
  const settings = { REDIS_URL: server.url }
  const start = (options: TollgateOptions) => (upstream: string) => startTollgatePeer(upstream, { settings, ...options })
  const starts = [start({ name: '1 worker' }), start({ name: '2 workers on its core', workers: 2 })]
  if (hasTwoCores) starts.push(start({ name: '2 with a core each', workers: 2, cores: 2 }))
  else console.log('\nFewer than four cores here: workers with a core each are left out')
  try {
    await withPeers({}, starts, async (peers) => {
      // Each compiles its own code, and two have half the calls each to do it by.
      const load = { seconds, rounds, connections: connections * 2, promptTokens: 0, warmUpSeconds: 10 }
      show('workers', 'Two workers against one, counters in Redis', load, await measureThroughput(peers, load))
      const [one, , two] = peers
      if (!(one && two)) return
      const each = { perWorker: CALLS_OF_A_WORKER, seconds, rounds }
      const title = `The same at ${CALLS_OF_A_WORKER} calls a second for each worker`
      show('workers-at-rate', title, each, await measureCostAtRate([one, two], [1, 2], each))
    })
  } finally {
    await server.stop()
  }
}

async function tls(): Promise<void> {
  const certificate = makeCertificate()
  if (!certificate) return console.log('\nopenssl is not installed here: left out')
  const { directory, remove } = certificate
  const trust = { NODE_EXTRA_CA_CERTS: `${directory}/cert.pem` }
  let plain: Upstream | null = null
  try {
    plain = await startUpstream()
    const { url } = plain
    const starts = [
      () => startTollgatePeer(url, { name: 'plain' }),
      (upstream: string) => startTollgatePeer(upstream, { name: 'TLS', settings: trust }),
    ]
    await withPeers({ TLS_DIR: directory }, starts, async (peers) => {
      const settings = { seconds, rounds, connections, promptTokens: 0 }
      show('tls', 'A provider behind TLS against one without', settings, await measureThroughput(peers, settings))
    })
  } finally {
    plain?.stop()
    remove()
  }
}

async function soaked(): Promise<void> {
  await withPeers({ THINK_MS: '5' }, [tollgate], async ([peer]) => {
    if (!peer) return
    show('soak', `${minutes} minutes of steady load`, { minutes, connections }, [await soak(peer, minutes, connections)])
  })
}

async function latency(): Promise<void> {
  const settings = { perSecond: 500, thinkMs: 20, seconds, rounds }
  await withPeers({ THINK_MS: String(settings.thinkMs) }, [bareProxy, tollgate], async (peers) => {
    show('latency', '500 requests a second, a provider that thinks for 20 ms', settings, await measureLatency(peers, settings))
  })
}

/** Streams as people begin them, each at its own moment; and in step, where all of them send at once: a burst. */
async function manyStreams(): Promise<void> {
  const settings = { streams, seconds, rounds: Math.min(rounds, 3) }
  const provider = { STREAM_CHUNKS: '2000', STREAM_EVERY_MS: '50' }
  await withPeers(provider, [bareProxy, tollgate], async (peers) => {
    show('streams', `${streams} streams at once, 20 chunks a second each`, settings, await measureStreams(peers, settings))
  })
  await withPeers({ ...provider, STREAM_IN_STEP: '1' }, [bareProxy, tollgate], async (peers) => {
    show(
      'streams-in-step',
      `${streams} streams that all send in the same instant`,
      settings,
      await measureStreams(peers, settings),
    )
  })
}

type Start = (upstream: string) => Promise<Peer | null>

function bareProxy(upstream: string): Promise<Peer> {
  return startProxy('bare proxy', upstream)
}

function pooledProxy(upstream: string): Promise<Peer> {
  return startProxy('pooled proxy', upstream)
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
