/**
 * Looks into the outbox every second, and again as soon as one is settled while there is more; a look costs one indexed query.
 * Nobody waits for a receiver that is slow but what is for that receiver itself.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type DeliverPorts, startDue } from '@/lib/jobs/notify/deliver'

export type Deliverer = { stop(): Promise<void> }

const LOOK_MS = 1_000
/** While Postgres is away. */
const TROUBLE_MS = 10_000
/** What settles together is followed by one look. */
const GATHER_MS = 20
const MOST_UNDER_WAY = 200

export function startDeliverer(ports: DeliverPorts, onError: (error: unknown) => void): Deliverer {
  const stopping = new AbortController()
  const { signal } = stopping
  const underWay = new Set<Promise<void>>()
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => {})
  const track = (sending: Promise<void>) => {
    const tracked = sending.catch(onError).finally(() => underWay.delete(tracked))
    underWay.add(tracked)
  }
  const run = async () => {
    while (!signal.aborted) {
      try {
        const begun = underWay.size < MOST_UNDER_WAY ? await startDue(ports) : []
        begun.forEach(track)
        if (begun.length === 0) await pause(LOOK_MS)
        else await Promise.race([Promise.race(underWay).then(() => pause(GATHER_MS)), pause(LOOK_MS)])
      } catch (error) {
        onError(error)
        await pause(TROUBLE_MS)
      }
    }
    await Promise.all(underWay)
  }
  const running = run()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}
