/** Looks into the outbox every second, and again at once while there is more; a look costs one indexed query. */
import { type DeliverPorts, deliverDue } from '@/lib/jobs/notify/deliver'

export type Deliverer = { stop(): Promise<void> }

const LOOK_MS = 1_000
/** While Postgres is away. */
const TROUBLE_MS = 10_000

export function startDeliverer(ports: DeliverPorts, onError: (error: unknown) => void): Deliverer {
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  const look = async () => {
    let wait = LOOK_MS
    try {
      while (!isStopped && (await deliverDue(ports)) > 0);
    } catch (error) {
      wait = TROUBLE_MS
      onError(error)
    }
    if (!isStopped) schedule(wait)
  }
  const schedule = (ms: number) => {
    timer = setTimeout(() => {
      running = look()
    }, ms)
    timer.unref()
  }
  schedule(0)
  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
