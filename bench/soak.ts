/** Steady load for minutes, plain and streaming: does memory grow after it has warmed up? */
import { setTimeout as sleep } from 'node:timers/promises'
import { residentMibOf } from './catalog'
import { runLoad } from './load'
import type { Peer } from './peers'

export type SoakRow = {
  name: string
  minutes: number
  calls: number
  failed: number
  firstMib: number
  lastMib: number
  /** By least squares over the samples after the warm-up. */
  mibPerHour: number
}

const SAMPLE_MS = 2_000
/** Heaps grow to their working size first. */
const WARM_UP = 0.4
const BURST_S = 5

export async function soak(peer: Peer, minutes: number, connections: number): Promise<SoakRow> {
  const samples: { atMs: number; mib: number }[] = []
  const startMs = performance.now()
  const untilMs = startMs + minutes * 60_000
  let calls = 0
  let failed = 0
  const sampling = (async () => {
    while (performance.now() < untilMs) {
      samples.push({ atMs: performance.now() - startMs, mib: residentMibOf(peer) ?? 0 })
      await sleep(SAMPLE_MS)
    }
  })()
  for (let burst = 0; performance.now() < untilMs; burst++) {
    const body = JSON.stringify({
      model: peer.model,
      max_tokens: 100,
      // Prompts of many lengths: what is kept by length would show.
      messages: [{ role: 'user', content: 'the toll was paid at the gate '.repeat(1 + ((burst * 37) % 200)) }],
    })
    const result = await runLoad({ port: peer.port, path: peer.path, headers: peer.headers, body, connections, seconds: BURST_S })
    calls += result.answered
    failed += result.failed
  }
  await sampling
  const warm = samples.filter(({ atMs }) => atMs > minutes * 60_000 * WARM_UP)
  return {
    name: peer.name,
    minutes,
    calls,
    failed,
    firstMib: warm[0]?.mib ?? 0,
    lastMib: warm.at(-1)?.mib ?? 0,
    mibPerHour: slopeOf(warm) * 3_600_000,
  }
}

function slopeOf(samples: readonly { atMs: number; mib: number }[]): number {
  const meanMs = samples.reduce((sum, { atMs }) => sum + atMs, 0) / samples.length
  const meanMib = samples.reduce((sum, { mib }) => sum + mib, 0) / samples.length
  const over = samples.reduce((sum, { atMs, mib }) => sum + (atMs - meanMs) * (mib - meanMib), 0)
  const under = samples.reduce((sum, { atMs }) => sum + (atMs - meanMs) ** 2, 0)
  return under === 0 ? 0 : over / under
}
