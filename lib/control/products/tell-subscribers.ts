/** What becomes of a product is told to those who subscribed: their tenants' owners and the people who asked for it. */
import { parsePublicId } from '@/lib/base/ids'
import type { NoticeTopic } from '@/lib/contracts/notice'
import type { Product } from '@/lib/contracts/product'
import type { CommandContext } from '@/lib/control/context'
import { enqueueNotices, type NoticeInput } from '@/lib/control/notifications/enqueue-notice'

export async function tellSubscribers(context: CommandContext, before: Product, after: Product): Promise<void> {
  const said = sentenceOf(before, after)
  if (said) await tell(context, after, { ...said, topic: after.retiresAt ? 'product.retired' : 'product.deprecated' })
}

async function tell({ db, now }: CommandContext, after: Product, said: Said): Promise<void> {
  const productId = parsePublicId('product', after.id) ?? ''
  const subscriptions = await db.subscription.findMany({
    where: { productId, state: { in: ['submitted', 'active', 'suspended'] } },
    select: { tenantId: true, requestedBy: true, name: true },
  })
  const byTenant = new Map<string, typeof subscriptions>()
  for (const one of subscriptions) {
    const own = byTenant.get(one.tenantId)
    if (own) own.push(one)
    else byTenant.set(one.tenantId, [one])
  }
  const notices = [...byTenant].map(([tenantId, own]): NoticeInput => {
    const names = own.map((subscription) => subscription.name)
    const shown = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')
    return {
      topic: said.topic,
      severity: after.state === 'published' ? 'info' : 'warning',
      title: said.title,
      text: `${said.text}${after.retirementNote ? ` ${after.retirementNote}` : ''} Your subscriptions to it: ${shown}.`,
      path: '/portal',
      tenantId,
      ownersOf: [tenantId],
      userIds: own.map((subscription) => subscription.requestedBy).filter((id) => id !== null),
      data: { productId: after.id, productName: after.name, state: after.state, retiresAt: after.retiresAt },
      dedupKey: `product:${after.id}:${after.version}:${tenantId}`,
    }
  })
  await enqueueNotices(db, notices, now)
}

/** Terms that were changed are told, too: those who accepted the former ones go on under them until they read the new. */
export async function tellOfTerms(context: CommandContext, before: Product, after: Product): Promise<void> {
  if (before.termsVersion === after.termsVersion || after.state === 'draft') return
  await tell(context, after, {
    topic: 'terms.changed',
    title: `The terms of ${after.name} have changed`,
    text: `${after.name} has new terms (version ${after.termsVersion}): “${after.terms.slice(0, 500)}”.`,
  })
}

type Said = { topic: NoticeTopic; title: string; text: string }

function sentenceOf(before: Product, after: Product): Omit<Said, 'topic'> | null {
  const { name, retiresAt } = after
  if (after.state === 'published') {
    if (before.state === 'draft') return null
    return { title: `${name} goes on`, text: `${name} is on offer again; the end that was announced is off.` }
  }
  if (after.state === 'retired') return { title: `${name} is retired`, text: `Every call to ${name} is refused from now on.` }
  if (after.state !== 'deprecated') return null
  if (retiresAt) {
    const day = `${retiresAt.slice(0, 16).replace('T', ' ')} UTC`
    return {
      title: `${name} retires on ${retiresAt.slice(0, 10)}`,
      text: `${name} answers calls until ${day}, then refuses them.`,
    }
  }
  return before.state === 'deprecated' && !before.retiresAt
    ? null
    : { title: `${name} is deprecated`, text: `${name} takes no new subscriptions. It has no date to end; calls go on.` }
}
