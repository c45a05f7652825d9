/** Does a reading: step by step, each page kept when it is there, so that whoever takes over goes on where it was. */
import { azureFault } from '@/lib/azure/apim/azure-fault'
import type { Apim } from '@/lib/azure/apim/open-apim'
import { openInstance } from '@/lib/azure/instances/open-instance'
import { assembleEstate, countsOf } from '@/lib/azure/read/assemble'
import { firstSteps, lastSteps, laterSteps, readStep } from '@/lib/azure/read/steps'
import { isFault } from '@/lib/base/faults'
import type { ControlPorts } from '@/lib/control/control-ports'
import type { Db, Prisma } from '@/lib/control/database'

export type ReadWorker = { ports: Pick<ControlPorts, 'db' | 'keyRing' | 'log'>; by: string; signal?: AbortSignal }

const LEASE_MS = 90_000
const AT_ONCE = 6
const KEPT_READS = 5

/** Takes a reading nobody has and does it. False where somebody has it, or it is over. */
export async function runRead(worker: ReadWorker, readId: string): Promise<boolean> {
  const { db } = worker.ports
  if (!(await takeLease(worker, readId))) return false
  const read = await db.azureRead.findUniqueOrThrow({ where: { id: readId }, include: { instance: true, parts: true } })
  const progress = createProgress(worker, readId, read)
  try {
    const apim = await openInstance(worker.ports, read.instance, { signal: worker.signal, onWait: () => void progress.tell() })
    progress.watch(apim)
    const parts = createParts(db, readId, read.parts)
    await readSteps(apim, parts, progress, firstSteps)
    const later = laterSteps(parts.listed)
    await readSteps(apim, parts, progress, later)
    const last = lastSteps(parts.listed)
    await readSteps(apim, parts, progress, last)
    const estate = assembleEstate(parts.listed, [...later, ...last])
    await progress.finish({ state: 'done', step: '', estate: toJson(estate), counts: toJson(countsOf(estate)) })
    await db.azureReadPart.deleteMany({ where: { readId } })
    await forgetOldReads(db, read.instanceId)
  } catch (error) {
    // A process that ends leaves it running: the next one goes on.
    if (worker.signal?.aborted) {
      await db.azureRead.updateMany({ where: { id: readId, leasedBy: worker.by }, data: { leasedBy: null, leasedUntil: null } })
      return true
    }
    const fault = azureFault(error)
    if (!isFault(fault)) worker.ports.log.error({ err: error }, 'reading an API Management instance failed')
    await progress.finish({ state: 'failed', error: isFault(fault) ? fault.public : 'A mistake of ours stopped it.' })
  }
  return true
}

async function takeLease({ ports, by }: ReadWorker, id: string): Promise<boolean> {
  const now = new Date()
  const taken = await ports.db.azureRead.updateMany({
    where: { id, state: 'running', OR: [{ leasedUntil: null }, { leasedUntil: { lt: now } }] },
    data: { leasedBy: by, leasedUntil: new Date(now.getTime() + LEASE_MS) },
  })
  return taken.count === 1
}

type Parts = { listed(step: string): unknown[]; find(step: string): Part[]; add(step: string, part: Part): Promise<void> }
type Part = { page: number; items: unknown[]; next: string | null }

function createParts(
  db: Db,
  readId: string,
  known: readonly { step: string; page: number; items: unknown; next: string | null }[],
): Parts {
  const bySteps = new Map<string, Part[]>()
  const keep = (step: string, part: Part) => bySteps.set(step, [...(bySteps.get(step) ?? []), part])
  for (const { step, page, items, next } of known.toSorted((a, b) => a.page - b.page))
    keep(step, { page, items: items as unknown[], next })
  const find = (step: string) => bySteps.get(step) ?? []
  return {
    find,
    listed: (step) => find(step).flatMap(({ items }) => items),
    async add(step, part) {
      await db.azureReadPart.create({ data: { readId, step, ...part, items: toJson(part.items) } })
      keep(step, part)
    },
  }
}

async function readSteps(apim: Apim, parts: Parts, progress: Progress, steps: readonly string[]): Promise<void> {
  progress.expect(steps.length)
  const waiting = [...steps]
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      await readPages(apim, parts, progress, step)
      await progress.did(step)
    }
  }
  const workers = Array.from({ length: Math.min(AT_ONCE, steps.length) }, () =>
    work().catch((error) => {
      waiting.length = 0
      throw error
    }),
  )
  // All have ended before it is over: whoever goes on must not meet a page that is still being kept.
  const ends = await Promise.allSettled(workers)
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

async function readPages(apim: Apim, parts: Parts, progress: Progress, step: string): Promise<void> {
  for (let last = parts.find(step).at(-1); last === undefined || last.next !== null; last = parts.find(step).at(-1)) {
    const page = last === undefined ? 0 : last.page + 1
    const found = await readStep(apim, step, last?.next ?? null)
    await parts.add(step, { page, ...found })
    if (page > 0) await progress.tell()
  }
}

type Progress = ReturnType<typeof createProgress>

/** Told so often that a person sees it move, not with every step. */
function createProgress({ ports: { db }, by }: ReadWorker, id: string, before: { requests: number; waitedMs: number }) {
  let [done, total, step, told] = [0, 0, '', 0]
  let apim: Apim | null = null
  const effort = () => ({
    requests: before.requests + (apim?.effort.requests ?? 0),
    waitedMs: before.waitedMs + Math.round(apim?.effort.waitedMs ?? 0),
  })
  const write = (data: Prisma.AzureReadUpdateManyMutationInput) =>
    db.azureRead.updateMany({ where: { id, leasedBy: by }, data: { done, total, step, ...effort(), ...data } })
  const tell = async () => {
    told = done
    await write({ leasedUntil: new Date(Date.now() + LEASE_MS) })
  }
  return {
    tell,
    watch(client: Apim) {
      apim = client
    },
    expect(steps: number) {
      total += steps
    },
    async did(name: string) {
      done++
      step = name
      if (done - told >= 10 || done === total) await tell()
    },
    async finish(data: Prisma.AzureReadUpdateManyMutationInput) {
      await write({ ...data, leasedBy: null, leasedUntil: null, endedAt: new Date() })
    },
  }
}

async function forgetOldReads(db: Db, instanceId: string): Promise<void> {
  const old = await db.azureRead.findMany({
    where: { instanceId, state: { not: 'running' } },
    orderBy: { startedAt: 'desc' },
    skip: KEPT_READS,
    select: { id: true },
  })
  if (old.length > 0) await db.azureRead.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } })
}

function toJson(value: unknown): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue
}
