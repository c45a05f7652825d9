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
    const { signal } = stopping
    const reads = await idleIn(pool, 'azure_reads', 'running')
    for (const { id } of reads) if (!signal.aborted) await runRead({ ports, by: instanceId, signal }, id)
    const imports = await idleIn(pool, 'azure_imports', 'running')
    for (const { id } of imports) if (!signal.aborted) await runImport({ ports, signal }, id)
    const publishes = await idleIn(pool, 'azure_publishes', 'pending')
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

type Table = 'azure_reads' | 'azure_imports' | 'azure_publishes'

/**
 * What nobody works at; mostly nothing. Asked without Prisma, which takes 80 MiB for its first question: a gateway without a console asks
 * it no other.
 */
async function idleIn(pool: SqlPool, table: Table, state: 'running' | 'pending'): Promise<{ id: string }[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from ${table} where state = $1 and (leased_until is null or leased_until < $2)`,
    [state, new Date()],
  )
  return rows
}

/** There is something to do: looked at at once where this process works, else when one that does looks. */
export function pokeAzureWork(): void {
  ;(globalThis as Holder & typeof globalThis)[slot]?.()
}
