import type { Metadata } from 'next'
import { ApplyConfig } from '@/components/config/apply-config'
import { ConfigChanges } from '@/components/config/config-changes'
import { describeDrift } from '@/components/config/config-words'
import { ExportConfig } from '@/components/config/export-config'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getConfigDrift } from '@/lib/control/config/config-operations'

export const metadata: Metadata = { title: 'Configuration' }

/** Is everything as the document says, and what would another one change? */
export default async function ConfigPage() {
  const actor = await requireActor('config.read')
  const drift = await getConfigDrift(actor, {})
  const { plan, appliedAt, appliedBy } = drift
  return (
    <>
      <PageHeader title="Configuration" sentence={describeDrift(drift)} actions={<ExportConfig />} />
      {plan && appliedAt && plan.changes.length > 0 ? (
        <Section
          title="Drift"
          sentence={
            <>
              {appliedBy} applied a document <Time value={appliedAt} />; this is different now. Apply it again to set it back, or
              export to keep it.
            </>
          }
        >
          <ConfigChanges changes={plan.changes} heads={['Now', 'As applied']} />
        </Section>
      ) : null}
      <Section
        title="Plan and apply"
        sentence="Tenants, products, models, backends, pools, limits and prices as one YAML document. What it leaves out is left alone; credentials are named, never written."
      >
        <ApplyConfig canApply={isAllowed(actor, 'config.apply')} />
      </Section>
    </>
  )
}
