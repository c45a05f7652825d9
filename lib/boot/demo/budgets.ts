/** What the demo's tenants have planned to spend. Made after their month is booked, so that each says at once where it stands. */
import { systemActor } from '@/lib/access/actor'
import organisation from '@/lib/boot/demo/organisation.json' with { type: 'json' }
import { createBudget } from '@/lib/control/budgets/budget-commands'
import { listTenants } from '@/lib/control/tenants/tenant-queries'

export async function createBudgets(): Promise<void> {
  const system = systemActor('Demo set-up')
  const { items } = await listTenants(system, { limit: 100 })
  for (const { name, tenant, model, period, amount } of organisation.budgets) {
    const scope = tenant === undefined ? { model } : { tenantId: items.find((one) => one.name === tenant)?.id }
    const { currency } = organisation
    await createBudget(system, { name, scope, period: period as 'month', amount, currency, thresholds: [80, 100] })
  }
}
