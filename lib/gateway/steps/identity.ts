/** Who called what, for the ledger: the same for a call that was served and for one refused before its body was known. */
import { zoneAt } from '@/lib/gateway/catalog'
import type { Authenticated } from '@/lib/gateway/steps/authenticate'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import { tagsOf } from '@/lib/gateway/tags'
import type { CallIdentity } from '@/lib/gateway/usage-entry'
import { localDayAt } from '@/lib/policy/limits/calendar'

/** `resolved` is null where the call was refused before it was known what it asks for. */
export function identityOf(
  { id, startedAtMs, key, call, dialect }: Pick<Authenticated, 'id' | 'startedAtMs' | 'key' | 'call' | 'dialect'>,
  resolved: Pick<Resolved, 'request' | 'model' | 'bytesIn'> | null,
): CallIdentity {
  const { tenant } = key.subscription
  return {
    id,
    startedAtMs,
    localDay: localDayAt(zoneAt(tenant, startedAtMs), startedAtMs),
    tenantId: tenant.id,
    productId: key.product.id,
    subscriptionId: key.subscription.id,
    keyId: key.id,
    userId: key.userId,
    endUser: resolved?.request.endUser ?? null,
    model: resolved?.model.name ?? null,
    dialect: dialect.name,
    operation: resolved?.request.operation ?? 'none',
    streamed: resolved?.request.isStream ?? false,
    clientRequestId: call.header('x-client-request-id')?.slice(0, 128) ?? null,
    bytesIn: resolved?.bytesIn ?? 0,
    tags: tagsOf(call),
  }
}
