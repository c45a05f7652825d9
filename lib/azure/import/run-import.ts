/**
 * Carries a plan out with the commands of the console, one thing at a time. What was made is remembered by what it was made of, so
 * whoever goes on after a process has died makes the rest, and makes nothing twice.
 */

import { systemActor } from '@/lib/access/actor'
import type { Estate } from '@/lib/azure/apim/estate'
import type { Failure } from '@/lib/azure/import/import-view'
import { findOrphan, keepLink, type Links, linksOf } from '@/lib/azure/import/links'
import { createMaker, type Maker } from '@/lib/azure/import/make-doc'
import { docsOf, type ImportDoc, planInstance } from '@/lib/azure/import/plan-instance'
import { openSecrets, type Secrets } from '@/lib/azure/import/secrets'
import { isFault } from '@/lib/base/faults'
import { azureChoices } from '@/lib/contracts/azure-plan'
import type { ControlPorts } from '@/lib/control/control-ports'
import type { Prisma } from '@/lib/control/database'
import { faultOf } from '@/lib/control/prisma-faults'

export type ImportWorker = { ports: Pick<ControlPorts, 'db' | 'keyRing' | 'log'>; signal?: AbortSignal }

const LEASE_MS = 60_000
/** Keys are fetched for so many subscriptions at a time. */
const AT_ONCE = 8
const MOST_FAILURES = 100

/** Takes an import nobody works at. False where somebody does, or it is over. */
export async function runImport(worker: ImportWorker, importId: string): Promise<boolean> {
  const { db } = worker.ports
  const now = new Date()
  const taken = await db.azureImport.updateMany({
    where: { id: importId, state: 'running', OR: [{ leasedUntil: null }, { leasedUntil: { lt: now } }] },
    data: { leasedUntil: leaseEnd() },
  })
  if (taken.count === 0) return false
  const row = await db.azureImport.findUniqueOrThrow({ where: { id: importId }, include: { instance: true } })
  const read = await db.azureRead.findUnique({ where: { id: row.readId }, select: { estate: true } })
  const progress = createProgress(worker, importId, row.made)
  try {
    if (!read?.estate) throw new Error('what was read is gone')
    const estate = read.estate as unknown as Estate
    const plan = await planInstance(db, row.instanceId, estate, azureChoices.parse(row.choices), row.startedAt)
    const docs = docsOf(plan)
    progress.begin(docs.length)
    const links = await linksOf(db, row.instanceId)
    const actor = systemActor(`import of ${row.instance.name} by ${row.actorName}`)
    const secrets = await openSecrets(worker.ports, row.instance, estate, worker.signal)
    const maker = await createMaker(db, actor, secrets, { instanceId: row.instanceId, owner: row.owner })
    await work({ worker, docs, links, maker, secrets, progress, since: row.startedAt, instanceId: row.instanceId })
    if (worker.signal?.aborted) await progress.letGo()
    else await progress.end('done')
  } catch (error) {
    if (worker.signal?.aborted) {
      await progress.letGo()
      return true
    }
    const fault = isFault(error) ? error : faultOf(error)
    if (!isFault(error)) worker.ports.log.error({ err: error }, 'an import stopped')
    progress.fail({ name: row.instance.name, noun: 'instance', message: fault.public })
    await progress.end('stopped')
  }
  return true
}

type Work = {
  worker: ImportWorker
  docs: readonly ImportDoc[]
  links: Links
  maker: Maker
  secrets: Secrets
  progress: Progress
  since: Date
  instanceId: string
}

async function work(all: Work): Promise<void> {
  const { worker, docs, links, secrets, progress } = all
  for (let at = 0; at < docs.length; at += AT_ONCE) {
    const some = docs.slice(at, at + AT_ONCE)
    const missing = some.filter((doc) => !links.has(doc))
    await secrets.fetch(missing.filter(({ noun }) => noun === 'subscriptions').map(({ source }) => source))
    for (const doc of some) {
      if (worker.signal?.aborted || progress.isOver()) return
      await makeOne(all, doc)
      secrets.forget(doc.source)
    }
    await progress.tell(some.at(-1)?.noun ?? '')
  }
}

async function makeOne({ worker, links, maker, progress, since, instanceId }: Work, doc: ImportDoc): Promise<void> {
  const { db } = worker.ports
  try {
    const known = links.get(doc)
    if (known && (await maker.isThere(doc.noun, known))) {
      maker.know(doc, known)
      return progress.did(false)
    }
    const orphan = doc.noun === 'subscriptions' ? null : await findOrphan(db, doc, since)
    const id = orphan ?? (await maker.make(doc))
    maker.know(doc, id)
    // A subscription is remembered in the transaction that made it.
    if (doc.noun !== 'subscriptions') await keepLink(db, instanceId, doc, id)
    await maker.own(doc, id)
    progress.did(true)
  } catch (error) {
    const fault = isFault(error) ? error : faultOf(error)
    if (!isFault(error)) worker.ports.log.warn({ err: error, noun: doc.noun }, 'a thing could not be imported')
    progress.fail({ name: doc.name, noun: doc.noun, message: fault.public })
    progress.did(false)
  }
}

type Progress = ReturnType<typeof createProgress>

/** `madeBefore`: by whoever worked at it before. */
function createProgress({ ports: { db } }: ImportWorker, id: string, madeBefore: number) {
  let [done, made, total] = [0, madeBefore, 0]
  let isStopped = false
  const failures: Failure[] = []
  const state = () => ({ done, made, total, failures: failures as Prisma.InputJsonValue })
  return {
    begin(count: number) {
      total = count
    },
    did(isNew: boolean) {
      done++
      if (isNew) made++
    },
    fail(failure: Failure) {
      if (failures.length < MOST_FAILURES) failures.push(failure)
    },
    isOver: () => isStopped,
    /** Hears of a stop on the way. */
    async tell(step: string) {
      const told = await db.azureImport.updateMany({
        where: { id, state: 'running' },
        data: { ...state(), step, leasedUntil: leaseEnd() },
      })
      isStopped = told.count === 0
    },
    async letGo() {
      await db.azureImport.updateMany({ where: { id, state: 'running' }, data: { ...state(), leasedUntil: null } })
    },
    async end(as: 'done' | 'stopped') {
      const over = { ...state(), state: as, step: '', leasedUntil: null, endedAt: new Date() }
      await db.azureImport.updateMany({ where: { id, state: 'running' }, data: over })
    },
  }
}

function leaseEnd(): Date {
  return new Date(Date.now() + LEASE_MS)
}
