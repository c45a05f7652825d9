/**
 * The work that Azure takes a while for, in the background of a process that has been told to: readings, imports, publishings. Whoever asks for one
 * pokes; what a dead process left behind is looked for now and then.
 */
import { runImport } from '@/lib/azure/import/run-import'
import { runPublish } from '@/lib/azure/publish/run-publish'
import { runRead } from '@/lib/azure/read/run-read'
import type { ControlPorts } from '@/lib/control/control-ports'
import type { SqlPool } from '@/lib/db/sql-pool'

export type AzureWork = { stop(): Promise<void> }

const slot = Symbol.for('tollgate.azure-work')
type Holder = { [slot]?: () => void }

const LOOK_MS = 15_000

export function startAzureWork(
  ports: Pick<ControlPorts, 'db' | 'keyRing' | 'log'>,
  pool: SqlPool,
  instanceId: string,
): AzureWork {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let work = Promise.resolve()
  let isLooking = false
  let isPoked = false
  const look = async () => {
    isPoked = false
    if (!(await hasWork(pool))) return
    const where = { state: 'running' as const, OR: [{ leasedUntil: null }, { leasedUntil: { lt: new Date() } }] }
    const select = { id: true }
    const reads = await ports.db.azureRead.findMany({ where, select })
    const { signal } = stopping
    for (const { id } of reads) if (!signal.aborted) await runRead({ ports, by: instanceId, signal }, id)
    const imports = await ports.db.azureImport.findMany({ where, select })
    for (const { id } of imports) if (!signal.aborted) await runImport({ ports, signal }, id)
    const publishes = await ports.db.azurePublish.findMany({ where: { ...where, state: 'pending' }, select })
    for (const { id } of publishes) if (!signal.aborted) await runPublish({ ports, by: instanceId, signal }, id)
  }
  const start = () => {
    isPoked = true
    if (isLooking || stopping.signal.aborted) return
    clearTimeout(timer)
    isLooking = true
    work = (async () => {
      while (isPoked && !stopping.signal.aborted) await look().catch((error) => ports.log.warn({ err: error }, 'azure work'))
      isLooking = false
      if (stopping.signal.aborted) return
      timer = setTimeout(start, LOOK_MS)
      timer.unref()
    })()
  }
  const holder = globalThis as Holder & typeof globalThis
  holder[slot] = start
  start()
  return {
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      if (holder[slot] === start) delete holder[slot]
      await work
    },
  }
}

/** Mostly there is nothing. Asked without Prisma, which takes 80 MiB for its first question: a gateway without a console asks it no other. */
async function hasWork(pool: SqlPool): Promise<boolean> {
  const isFree = '(leased_until is null or leased_until < $1)'
  const { rows } = await pool.query<{ found: boolean }>(
    `select exists (select 1 from azure_reads where state = 'running' and ${isFree})
        or exists (select 1 from azure_imports where state = 'running' and ${isFree})
        or exists (select 1 from azure_publishes where state = 'pending' and ${isFree}) as found`,
    [new Date()],
  )
  return rows[0]?.found ?? false
}

/** There is something to do: looked at at once where this process works, else when one that does looks. */
export function pokeAzureWork(): void {
  ;(globalThis as Holder & typeof globalThis)[slot]?.()
}
