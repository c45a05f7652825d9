/** `npm run bench`: Tollgate beside its peers, on one core each, in turns; what it printed is also in `bench/results/`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { canPin, type Peer, pinClient, startNginx, startPortkey, startProxy, startTollgatePeer, startUpstream } from './peers'
import { measureThroughput, type Row, type Settings } from './throughput'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'throughput,prompt' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
    peers: { type: 'string', default: 'raw,portkey,nginx' },
  },
})
const [seconds, rounds, connections] = [Number(values.seconds), Number(values.rounds), Number(values.connections)]
if (!(seconds > 0 && seconds <= 60 && rounds > 0 && rounds <= 20 && connections > 0 && connections <= 1_000)) {
  throw new Error('--seconds is at most 60, --rounds 20, --connections 1000')
}
const only = values.only.split(',')
const others = values.peers.split(',')
pinClient()
if (!canPin) console.log('No taskset here: the parts share all cores, and the ratios say less')

const upstream = await startUpstream()
const peers: Peer[] = []
try {
  peers.push(await startProxy('bare proxy', upstream.url), await startTollgatePeer(upstream.url))
  if (others.includes('raw')) peers.push(await startProxy('raw pipe', upstream.url))
  for (const start of [others.includes('portkey') && startPortkey, others.includes('nginx') && startNginx]) {
    const peer = start ? await start(upstream.url) : null
    if (peer) peers.push(peer)
    else if (start) console.log(`${start.name.slice(5)} is not installed here and is left out`)
  }
  if (only.includes('throughput'))
    await throughput('throughput', 'plain calls, a prompt of 150 bytes, an answer of 600', 0, peers)
  if (only.includes('prompt')) await throughput('prompt', 'plain calls, a prompt of 4,000 tokens', 4_000, peers.slice(0, 2))
} finally {
  for (const peer of peers) await peer.stop()
  upstream.stop()
}

async function throughput(name: string, title: string, promptTokens: number, measured: Peer[]): Promise<void> {
  const settings: Settings = { seconds, rounds, connections, promptTokens }
  console.log(`\n${title}`)
  const rows = await measureThroughput(measured, settings)
  print(rows)
  write(name, { settings, rows })
}

function print(rows: readonly Row[]): void {
  const titles = ['min', 'median', 'max', 'ratio', 'CPU µs']
  console.log(`${'requests/s'.padEnd(12)} ${titles.map((title) => title.padStart(8)).join('')}`)
  for (const { name, min, median, max, ratio, cpuMicros, failed } of rows) {
    const cells = [min.toFixed(0), median.toFixed(0), max.toFixed(0), ratio.toFixed(2), cpuMicros?.toFixed(0) ?? '–']
    console.log(`${name.padEnd(12)} ${cells.map((cell) => cell.padStart(8)).join('')}${failed > 0 ? `  ${failed} failed` : ''}`)
  }
}

function write(name: string, result: object): void {
  mkdirSync('bench/results', { recursive: true })
  const about = { at: new Date().toISOString(), node: process.version, cpu: cpus()[0]?.model, pinned: canPin }
  writeFileSync(`bench/results/${name}.json`, `${JSON.stringify({ about, ...result }, null, 2)}\n`)
}
