/**
 * Carries a publishing out, write by write. Each is in the journal before it is made and noted after it; a process that dies leaves at
 * most one of which nobody knows, and whoever goes on looks whether it was made.
 */
import { systemActor } from '@/lib/access/actor'
import { azureFault, statusOf } from '@/lib/azure/apim/azure-fault'
import type { Apim } from '@/lib/azure/apim/open-apim'
import { openInstance } from '@/lib/azure/instances/open-instance'
import { differences } from '@/lib/azure/publish/diff-entities'
import type { Body, PublishKind } from '@/lib/azure/publish/entity'
import { noteWrite } from '@/lib/azure/publish/note-write'
import { readOne } from '@/lib/azure/publish/read-one'
import { refuseTheirs } from '@/lib/azure/publish/refuse-theirs'
import { writeEntity } from '@/lib/azure/publish/write-entity'
import { HIDDEN } from '@/lib/azure/read/hide-secrets'
import { Fault, isFault } from '@/lib/base/faults'
import { toPublicId } from '@/lib/base/ids'
import type { ControlPorts } from '@/lib/control/control-ports'

/** `renewMs` is how often the lease is renewed while a write waits. */
type Worker = { ports: Pick<ControlPorts, 'db' | 'keyRing' | 'log'>; by: string; signal?: AbortSignal; renewMs?: number }
type Row = { seq: number; kind: string; name: string; before: unknown; after: unknown }

const LEASE_MS = 120_000
const RENEW_MS = 30_000

/** Takes a publishing nobody has and does what is left of it. False where somebody has it, or it is over. */
export async function runPublish(worker: Worker, id: string): Promise<boolean> {
  const { db } = worker.ports
  if (!(await takeLease(worker, id))) return false
  const publish = await db.azurePublish.findUniqueOrThrow({
    where: { id },
    include: { instance: true, writes: { where: { state: 'pending' }, orderBy: { seq: 'asc' } } },
  })
  let current: Row | null = null
  const lease = keepLease(worker, id)
  try {
    const apim = await openInstance(worker.ports, publish.instance, { signal: lease.signal })
    for (const row of publish.writes) {
      current = row
      await renew(worker, id)
      await refuseTheirs(db, publish.instanceId, row)
      await carryOut(apim, row)
      await noteWrite(systemActor(`Publishing of ${publish.actorName}`), { id: toPublicId('azurePublish', id), seq: row.seq })
    }
    await end(worker, id, { state: 'done', error: null })
  } catch (error) {
    if (worker.signal?.aborted) {
      await db.azurePublish.updateMany({ where: { id, leasedBy: worker.by }, data: { leasedBy: null, leasedUntil: null } })
      return true
    }
    const fault = azureFault(error)
    if (!isFault(fault)) worker.ports.log.error({ err: error }, 'publishing to API Management failed')
    const said = isFault(fault) ? fault.public : 'A mistake of ours stopped it.'
    // Whoever has lost the lease says nothing: the journal is another's now.
    if (current)
      await db.azureWrite.updateMany({
        where: { publishId: id, seq: current.seq, state: 'pending', publish: { leasedBy: worker.by, state: 'pending' } },
        data: { state: 'failed', error: said },
      })
    await end(worker, id, { state: 'failed', error: current ? `${current.kind} ${current.name}: ${said}` : said })
  } finally {
    lease.release()
  }
  return true
}

const CHANGED = 'It has changed at API Management since it was planned. Plan again.'

/** Made already: nothing to do. Changed by somebody since it was planned, or while we look: not overwritten. */
async function carryOut(apim: Apim, { kind, name, before, after }: Row): Promise<void> {
  const there = await readOne(apim, kind as PublishKind, name)
  const isLike = (body: unknown) =>
    body === null || body === undefined
      ? there.body === null
      : there.body !== null && differences(there.body, body as Body).length === 0
  if (isLike(after)) return
  if (!isLike(before)) throw new Fault('resource.conflict', { public: CHANGED })
  if (JSON.stringify(after ?? null).includes(HIDDEN))
    throw new Fault('resource.conflict', { public: 'What was there held a secret, which is kept nowhere: put it back there.' })
  try {
    await writeEntity(apim, { kind: kind as PublishKind, name, body: (after ?? null) as Body | null }, there)
  } catch (error) {
    throw statusOf(error) === 412 ? new Fault('resource.conflict', { public: CHANGED }) : error
  }
}

async function takeLease({ ports, by }: Worker, id: string): Promise<boolean> {
  const now = new Date()
  const taken = await ports.db.azurePublish.updateMany({
    where: { id, state: 'pending', OR: [{ leasedUntil: null }, { leasedUntil: { lt: now } }] },
    data: { leasedBy: by, leasedUntil: new Date(now.getTime() + LEASE_MS) },
  })
  return taken.count === 1
}

/** Renews the lease while a write waits, which may be for longer than the lease; where it is lost, `signal` ends the write. */
function keepLease(worker: Worker, id: string): { signal: AbortSignal; release(): void } {
  const lost = new AbortController()
  const timer = setInterval(async () => {
    try {
      await renew(worker, id)
    } catch (error) {
      // A database that does not answer is asked again; who has lost the lease is told.
      if (isFault(error)) lost.abort(error)
    }
  }, worker.renewMs ?? RENEW_MS)
  timer.unref()
  const signal = worker.signal ? AbortSignal.any([worker.signal, lost.signal]) : lost.signal
  return { signal, release: () => clearInterval(timer) }
}

/** Throws where another process has taken it over meanwhile: two must not write at once. */
async function renew({ ports, by }: Worker, id: string): Promise<void> {
  const leasedUntil = new Date(Date.now() + LEASE_MS)
  const held = await ports.db.azurePublish.updateMany({ where: { id, leasedBy: by, state: 'pending' }, data: { leasedUntil } })
  if (held.count === 0) throw new Fault('resource.conflict', { public: 'Another process has taken it over.' })
}

async function end({ ports, by }: Worker, id: string, data: { state: 'done' | 'failed'; error: string | null }): Promise<void> {
  await ports.db.azurePublish.updateMany({
    where: { id, leasedBy: by },
    data: { ...data, leasedBy: null, leasedUntil: null, endedAt: new Date() },
  })
}
