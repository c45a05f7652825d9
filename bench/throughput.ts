/** Requests per second of each peer, taken in turns, and what each request costs of a core. */
import { runLoad } from './load'
import { cpuMicrosOf, type Peer } from './peers'

/** `warmUpSeconds`: how long each peer is called before; two unless told. */
export type Settings = { seconds: number; rounds: number; connections: number; promptTokens: number; warmUpSeconds?: number }

export type Row = {
  name: string
  min: number
  median: number
  max: number
  /** The median of one round each: this peer's rate by the first peer's. */
  ratio: number
  cpuMicros: number | null
  /** The median of one round each: this peer's CPU for a call by the first peer's. */
  cpuRatio: number | null
  failed: number
}

/** About 150 bytes, as most of what people ask. */
export const QUESTION =
  'Tell me in two sentences what a tollgate is, and why so many of them were built on the old roads of England in the eighteenth century.'
const WORDS = 'the road was long and its gates were many so that every cart which passed paid its toll to the trust that kept it '

export async function measureThroughput(peers: readonly Peer[], settings: Settings): Promise<Row[]> {
  const rates = new Map<string, number[]>(peers.map(({ name }) => [name, []]))
  const costs = new Map<string, number[]>(peers.map(({ name }) => [name, []]))
  const failed = new Map<string, number>()
  for (const peer of peers) await loadOf(peer, settings, settings.warmUpSeconds ?? 2)
  for (let round = 1; round <= settings.rounds; round++) {
    for (const peer of peers) {
      const before = cpuMicrosOf(peer.pid)
      const result = await loadOf(peer, settings, settings.seconds)
      const after = cpuMicrosOf(peer.pid)
      rates.get(peer.name)?.push(result.requestsPerSecond)
      if (before !== null && after !== null) costs.get(peer.name)?.push((after - before) / (result.answered + result.failed))
      failed.set(peer.name, (failed.get(peer.name) ?? 0) + result.failed)
      console.log(`  round ${round}  ${peer.name.padEnd(22)} ${result.requestsPerSecond.toFixed(0).padStart(7)} requests/s`)
    }
  }
  const first = rates.get(peers[0]?.name ?? '') ?? []
  const firstCost = costs.get(peers[0]?.name ?? '') ?? []
  return peers.map(({ name }) => {
    const own = rates.get(name) ?? []
    const sorted = [...own].sort((a, b) => a - b)
    const cost = costs.get(name) ?? []
    return {
      name,
      min: sorted[0] ?? 0,
      median: medianOf(own),
      max: sorted.at(-1) ?? 0,
      ratio: medianOf(own.map((rate, i) => rate / (first[i] ?? 1))),
      cpuMicros: cost.length === 0 ? null : medianOf(cost),
      cpuRatio:
        cost.length * firstCost.length === 0 ? null : medianOf(cost.map((micros, i) => micros / (firstCost[i] ?? micros))),
      failed: failed.get(name) ?? 0,
    }
  })
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Calls it without a pause. */
export function loadOf(
  peer: Peer,
  { connections, promptTokens }: Pick<Settings, 'connections' | 'promptTokens'>,
  seconds: number,
) {
  const content = promptTokens === 0 ? QUESTION : WORDS.repeat(Math.ceil(promptTokens / 24))
  const body = JSON.stringify({ model: peer.model, max_tokens: 100, messages: [{ role: 'user', content }] })
  return runLoad({ port: peer.port, path: peer.path, headers: peer.headers, body, connections, seconds })
}
