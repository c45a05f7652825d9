import type { Metadata } from 'next'
import Link from 'next/link'
import { Announcement } from '@/components/status/announcement'
import { ModelStatusList } from '@/components/status/model-status-list'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { requireActor } from '@/lib/auth/require-actor'
import { controlPorts } from '@/lib/control/control-ports'
import { readBranding } from '@/lib/control/settings/branding-settings'
import { getModelStatus } from '@/lib/http/model-status'

export const metadata: Metadata = { title: 'Status' }

/** Is it me, or is the model down? */
export default async function StatusPage() {
  const actor = await requireActor('models.read')
  const [status, branding] = await Promise.all([getModelStatus(actor, {}), readBranding(controlPorts().db)])
  const up = status.models.filter(({ state }) => state === 'up').length
  const rest = status.models.length - up
  return (
    <>
      <PageHeader
        title="Status"
        sentence={
          rest === 0
            ? `All ${countOf(status.models.length, 'model')} answer.`
            : `${up} of ${countOf(status.models.length, 'model')} answer without trouble.`
        }
      />
      <Announcement branding={branding} nowMs={Date.parse(status.at)} />
      <ModelStatusList first={status} />
      <Section title="Planned retirements" sentence="Products of yours, or on offer, that end.">
        {status.retirements.length === 0 ? <p className="text-ink-muted">None is planned.</p> : null}
        <ul className="divide-y divide-line border-y border-line empty:hidden">
          {status.retirements.map(({ productId, productName, retiresAt, note }) => (
            <li key={productId} className="py-2.5">
              <p className="font-medium">
                {productName}{' '}
                <span className="font-normal text-ink-muted">
                  {retiresAt ? (
                    <>
                      answers until <Time value={retiresAt} />
                    </>
                  ) : (
                    'will end; no date yet'
                  )}
                </span>
              </p>
              {note ? <p className="text-ink-muted">{note}</p> : null}
            </li>
          ))}
        </ul>
      </Section>
      {branding.supportUrl ? (
        <p className="mt-8 text-ink-muted">
          Something else?{' '}
          <Link className="underline underline-offset-2" href={branding.supportUrl}>
            Ask for help
          </Link>
          .
        </p>
      ) : null}
    </>
  )
}
