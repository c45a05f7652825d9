/** Books usage that was measured elsewhere into this ledger: priced by the price book of its time, each call once. */
import type { ForeignUsage, UsageAsk, UsageBook, UsagePrice } from '@/lib/control/control-ports'
import type { SqlPool } from '@/lib/db/sql-pool'
import { type Catalog, type SubscriptionEntry, zoneAt } from '@/lib/gateway/catalog'
import type { CloseEntry } from '@/lib/gateway/usage-entry'
import { localDayAt } from '@/lib/policy/limits/calendar'
import { termsAt, withTerms } from '@/lib/policy/pricing/contract'
import { costOf, type Price, priceAt } from '@/lib/policy/pricing/price'
import { tokensOf } from '@/lib/policy/pricing/tokens'
import { insertBatch } from '@/lib/runtime/ledger/insert-batch'
import { encodeLine, readLine } from '@/lib/runtime/ledger/spool-line'

const AT_ONCE = 500
/** Traffic to Azure's models alone comes this way. */
const PROVIDER = 'azure-openai'

export function createUsageBook(pool: SqlPool, catalog: Catalog): UsageBook {
  const snapshotNow = () => {
    const snapshot = catalog.current()
    if (!snapshot) throw new Error('the catalog is not known yet')
    return snapshot
  }

  return {
    price: async (asks) => asks.map(priced),
    async book(records, source) {
      let booked = 0
      for (let at = 0; at < records.length; at += AT_ONCE) {
        const lines = records.slice(at, at + AT_ONCE).flatMap((record) => {
          const entry = entryOf(record)
          const line = entry && readLine(encodeLine({ kind: 'close', entry }).subarray(0, -1))
          return line ? [line.json] : []
        })
        booked += await insertBatch(pool, lines, `API Management ${source}`.slice(0, 100))
      }
      return booked
    },
  }

  function priced({ subscriptionId, model, atMs, tokens }: UsageAsk): UsagePrice | null {
    const subscription = subscriptionId === null ? undefined : snapshotNow().findSubscription(subscriptionId)
    const price = subscription ? priceFor(subscription, model, atMs) : null
    if (!price) return null
    const { input, cacheRead, output, reasoning } = tokens
    return {
      priceId: price.id,
      currency: price.currency,
      costNano: costOf(price, { ...tokensOf(input, output), cacheRead, reasoning }),
    }
  }

  function priceFor(subscription: SubscriptionEntry, model: string | null, atMs: number): Price | null {
    const snapshot = snapshotNow()
    const price = model === null ? null : priceAt(snapshot.models.get(model)?.prices ?? [], null, atMs)
    if (price === null || snapshot.contracts.length === 0) return price
    const { tenant, product } = subscription
    return withTerms(
      price,
      termsAt(snapshot.contracts, { tenantIds: tenant.lineage, productId: product.id, provider: PROVIDER }, atMs),
    )
  }

  function entryOf(record: ForeignUsage): CloseEntry | null {
    const subscription = snapshotNow().findSubscription(record.subscriptionId)
    if (!subscription) return null
    const { atMs, model } = record
    const { input, cacheRead, output, reasoning } = record.tokens
    const tokens = { ...tokensOf(input, output), cacheRead, reasoning }
    const price = priceFor(subscription, model, atMs)
    return {
      identity: {
        id: record.id,
        startedAtMs: atMs,
        localDay: localDayAt(zoneAt(subscription.tenant, atMs), atMs),
        tenantId: subscription.tenant.id,
        productId: subscription.product.id,
        subscriptionId: subscription.id,
        keyId: record.keyId,
        userId: null,
        endUser: record.endUser,
        model,
        dialect: 'azure-openai',
        operation: 'chat',
        streamed: record.isStream,
        clientRequestId: record.correlationId?.slice(0, 128) ?? null,
        bytesIn: 0,
        tags: [],
      },
      durationMs: record.durationMs,
      firstByteMs: null,
      backendId: null,
      deployment: record.deployment,
      status: record.status,
      outcome: record.status < 400 ? 'answered' : 'failed',
      code: null,
      measured: 'measured',
      tokens,
      holdTokens: 0,
      outputCap: null,
      limitId: null,
      attempts: 1,
      priceId: price?.id ?? null,
      currency: price?.currency ?? null,
      costNano: price === null ? null : costOf(price, tokens),
      bytesOut: 0,
      calls: record.calls,
      charges: [],
      trace: null,
    }
  }
}
