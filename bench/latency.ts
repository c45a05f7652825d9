/** What each peer adds to a provider that thinks for a while, at a fixed rate that leaves it room. */
import { connect } from 'node:net'
import { cpuMicrosOf, type Peer } from './peers'
import { medianOf, QUESTION } from './throughput'

export type LatencyRow = { name: string; p50Ms: number; p99Ms: number; addedP50Ms: number; addedP99Ms: number; failed: number }

export type LatencySettings = { perSecond: number; thinkMs: number; seconds: number; rounds: number }

/** Rows in the order of the peers; what is added is the difference to the first peer in the same round, as a median of rounds. */
export async function measureLatency(peers: readonly Peer[], settings: LatencySettings): Promise<LatencyRow[]> {
  const p50 = new Map<string, number[]>(peers.map(({ name }) => [name, []]))
  const p99 = new Map<string, number[]>(peers.map(({ name }) => [name, []]))
  const failed = new Map<string, number>()
  for (const peer of peers) await runAtRate(peer, { ...settings, seconds: 3 })
  for (let round = 0; round < settings.rounds; round++) {
    for (const peer of peers) {
      const result = await runAtRate(peer, settings)
      p50.get(peer.name)?.push(at(result.timesMs, 0.5))
      p99.get(peer.name)?.push(at(result.timesMs, 0.99))
      failed.set(peer.name, (failed.get(peer.name) ?? 0) + result.failed)
    }
  }
  const first = peers[0]?.name ?? ''
  const over = (all: Map<string, number[]>, name: string) =>
    medianOf((all.get(name) ?? []).map((value, i) => value - (all.get(first)?.[i] ?? 0)))
  return peers.map(({ name }) => ({
    name,
    p50Ms: medianOf(p50.get(name) ?? []),
    p99Ms: medianOf(p99.get(name) ?? []),
    addedP50Ms: over(p50, name),
    addedP99Ms: over(p99, name),
    failed: failed.get(name) ?? 0,
  }))
}

/** Microseconds of CPU for a call where every worker has the same to do, however many a peer has; `ratio` as a median of rounds. */
export async function measureCostAtRate(
  peers: readonly Peer[],
  workers: readonly number[],
  { perWorker, seconds, rounds }: { perWorker: number; seconds: number; rounds: number },
): Promise<{ name: string; cpuMicros: number; ratio: number; failed: number }[]> {
  const costs = peers.map(() => [] as number[])
  const failed = peers.map(() => 0)
  for (let round = 0; round <= rounds; round++) {
    for (const [i, peer] of peers.entries()) {
      const before = cpuMicrosOf(peer.pid) ?? 0
      const result = await runAtRate(peer, { perSecond: perWorker * (workers[i] ?? 1), seconds })
      failed[i] = (failed[i] ?? 0) + result.failed
      // The first round warms up.
      if (round > 0) costs[i]?.push(((cpuMicrosOf(peer.pid) ?? 0) - before) / result.timesMs.length)
    }
  }
  return peers.map(({ name }, i) => ({
    name,
    cpuMicros: medianOf(costs[i] ?? []),
    ratio: medianOf((costs[i] ?? []).map((cost, round) => cost / (costs[0]?.[round] ?? cost))),
    failed: failed[i] ?? 0,
  }))
}

/** The value below which a share of all lie. */
export function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Requests are due at fixed instants, whatever became of the ones before; each waits for a free connection of its own. */
export function runAtRate(
  peer: Peer,
  { perSecond, seconds }: Pick<LatencySettings, 'perSecond' | 'seconds'>,
): Promise<{ timesMs: number[]; failed: number }> {
  const body = JSON.stringify({ model: peer.model, max_tokens: 100, messages: [{ role: 'user', content: QUESTION }] })
  const lines = Object.entries({ host: `127.0.0.1:${peer.port}`, 'content-type': 'application/json', ...peer.headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  const request = Buffer.from(
    `POST ${peer.path} HTTP/1.1\r\n${lines.join('\r\n')}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  const total = Math.floor(perSecond * seconds)
  const free: Connection[] = []
  const timesMs: number[] = []
  let failed = 0
  let sent = 0
  return new Promise((resolve) => {
    const startMs = performance.now()
    const done = (connection: Connection, dueMs: number, isAnswered: boolean) => {
      if (isAnswered) {
        timesMs.push(performance.now() - dueMs)
        free.push(connection)
      } else failed++
      if (timesMs.length + failed < total) return
      clearInterval(timer)
      for (const one of free) one.end()
      timesMs.sort((a, b) => a - b)
      resolve({ timesMs, failed })
    }
    const timer = setInterval(() => {
      const nowMs = performance.now()
      while (sent < total && startMs + (sent * 1000) / perSecond <= nowMs) {
        sent++
        // From when it was really sent: the client's own timer is not the peer's to answer for.
        const connection = free.pop() ?? openConnection(peer.port)
        const dueMs = performance.now()
        connection.send(request, (isAnswered) => done(connection, dueMs, isAnswered))
      }
    }, 1)
  })
}

type Connection = { send(request: Buffer, onAnswer: (isAnswered: boolean) => void): void; end(): void }

function openConnection(port: number): Connection {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  let heard: Buffer = Buffer.alloc(0)
  let onAnswer: (isAnswered: boolean) => void = () => {}
  socket.on('error', () => onAnswer(false))
  socket.on('data', (chunk) => {
    heard = heard.length === 0 ? chunk : Buffer.concat([heard, chunk])
    const end = heard.indexOf('\r\n\r\n')
    if (end === -1) return
    const head = heard.toString('latin1', 0, end)
    if (heard.length < end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)) return
    heard = Buffer.alloc(0)
    onAnswer(head.startsWith('HTTP/1.1 200'))
  })
  return {
    send(request, listener) {
      onAnswer = listener
      socket.write(request)
    },
    end: () => void socket.end(),
  }
}
