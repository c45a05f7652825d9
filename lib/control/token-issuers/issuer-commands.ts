/** Trusting an issuer, changing what is asked of its tokens, and trusting it no longer. In force within a second. */
import type { z } from 'zod'
import { newUuid } from '@/lib/base/ids'
import { deleted, empty } from '@/lib/contracts/paging'
import { tokenIssuer, tokenIssuerCreate, tokenIssuerUpdate } from '@/lib/contracts/token-issuer'
import { checkOutgoingHost } from '@/lib/control/backends/backend-address'
import type { CommandContext } from '@/lib/control/context'
import { dbId, invalidField } from '@/lib/control/input'
import { command } from '@/lib/control/operation'
import { issuerOf } from '@/lib/control/token-issuers/issuer-queries'
import { type IssuerRow, issuerViewer, rulesOf, type StoredRules } from '@/lib/control/token-issuers/issuer-view'
import { requireVersion } from '@/lib/control/versions'

export const createIssuer = command(
  'issuers.create',
  { in: tokenIssuerCreate, out: tokenIssuer, creates: true },
  async (context, { name, issuer, keysUrl, audiences, ...input }) => {
    checkAddress(context, issuer, 'issuer')
    if (keysUrl) checkAddress(context, keysUrl, 'keysUrl')
    const { db, now } = context
    if ((await db.tokenIssuer.count({ where: { issuer } })) > 0) throw invalidField('issuer', 'is trusted already')
    const rules = await checkedRules(context, input, { requiredClaims: [], callers: [], modelRules: [] })
    const row = await db.tokenIssuer.create({
      data: { id: newUuid(), name, issuer, keysUrl: keysUrl ?? null, audiences, ...columnsOf(input), rules, createdAt: now },
    })
    const after = await viewOf(context, row)
    context.record({ noun: 'issuer', id: row.id, after })
    return after
  },
)

export const updateIssuer = command(
  'issuers.update',
  { path: { id: 'issuer' }, in: tokenIssuerUpdate, out: tokenIssuer, versioned: true },
  async (context, { id, name, keysUrl, audiences, ...input }) => {
    const row = await issuerOf(context, id)
    const before = await viewOf(context, row)
    requireVersion(context, before)
    if (keysUrl) checkAddress(context, keysUrl, 'keysUrl')
    const rules = await checkedRules(context, input, rulesOf(row))
    const updated = await context.db.tokenIssuer.update({
      where: { id, version: row.version },
      data: { name, keysUrl, audiences, ...columnsOf(input), rules, version: { increment: 1 } },
    })
    const after = await viewOf(context, updated)
    context.record({ noun: 'issuer', id, before, after })
    return after
  },
)

export const deleteIssuer = command(
  'issuers.delete',
  { path: { id: 'issuer' }, in: empty, out: deleted, versioned: true },
  async (context, { id }) => {
    const row = await issuerOf(context, id)
    const before = await viewOf(context, row)
    requireVersion(context, before)
    await context.db.tokenIssuer.delete({ where: { id, version: row.version } })
    context.record({ noun: 'issuer', id, before })
    return { deleted: true as const }
  },
)

type Input = Omit<z.output<typeof tokenIssuerUpdate>, 'name' | 'keysUrl' | 'audiences'>

function columnsOf({ algorithms, clientIds, userClaim, clockSkewSeconds, isEnabled }: Input) {
  return { algorithms, clientIds, userClaim, clockSkewS: clockSkewSeconds, isEnabled }
}

/** The rules in database ids; what was left out stays. What they name must exist. */
async function checkedRules({ db }: CommandContext, input: Input, former: StoredRules) {
  const callers = input.callers?.map((one) => ({ ...one, subscriptionId: dbId('subscription', one.subscriptionId) }))
  if (callers) {
    const ids = new Set(callers.map(({ subscriptionId }) => subscriptionId))
    const known = new Set(
      (await db.subscription.findMany({ where: { id: { in: [...ids] } }, select: { id: true } })).map(({ id }) => id),
    )
    const missing = callers.findIndex(({ subscriptionId }) => !known.has(subscriptionId))
    if (missing !== -1) throw invalidField(`callers.${missing}.subscriptionId`, 'is not a subscription')
  }
  if (input.modelRules) {
    const names = new Set(input.modelRules.flatMap(({ models }) => models))
    const known = new Set(
      (await db.model.findMany({ where: { name: { in: [...names] } }, select: { name: true } })).map(({ name }) => name),
    )
    const missing = input.modelRules.findIndex(({ models }) => models.some((name) => !known.has(name)))
    if (missing !== -1) throw invalidField(`modelRules.${missing}.models`, 'names what is not a model')
  }
  const rules: StoredRules = {
    requiredClaims: input.requiredClaims ?? former.requiredClaims,
    callers: callers ?? former.callers,
    modelRules: input.modelRules ?? former.modelRules,
  }
  return JSON.parse(JSON.stringify(rules)) as object
}

async function viewOf({ db }: CommandContext, row: IssuerRow) {
  return (await issuerViewer(db, [row]))(row)
}

function checkAddress(context: CommandContext, address: string, path: string): void {
  const { protocol, hostname } = new URL(address)
  checkOutgoingHost(context, hostname, path, 'An issuer')
  // Whoever stands in between could put keys of their own there.
  if (protocol !== 'https:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname))
    throw invalidField(path, 'must be an https address')
}
