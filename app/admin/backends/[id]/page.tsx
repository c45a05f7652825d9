import type { Metadata } from 'next'
import Link from 'next/link'
import { readBackendUse } from '@/app/admin/backends/backend-use'
import { type DetailProps, found } from '@/app/page-data'
import { EditBackend } from '@/components/backends/backend-dialogs'
import { TestConnection } from '@/components/backends/test-connection'
import { describeCredential, describeDrain, describeProvider } from '@/components/backends/words'
import { DeleteButton } from '@/components/ui/delete-button'
import { EmptyState } from '@/components/ui/empty-state'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getBackend } from '@/lib/control/backends/backend-queries'

export const metadata: Metadata = { title: 'Backend' }

/** Does this endpoint answer, and which models does it serve? */
export default async function BackendPage({ params }: DetailProps) {
  const actor = await requireActor('backends.read')
  const backend = await found(getBackend(actor, { id: (await params).id }))
  const { credential, pools } = backend
  const use = await readBackendUse(actor, backend)
  const consequence =
    pools.length > 0
      ? `It is a member of ${countOf(pools.length, 'pool')} (${pools.map((pool) => pool.name).join(', ')}); take it out of them first.`
      : use.prices > 0
        ? `${countOf(use.prices, 'price is', 'prices are')} set for it, and prices are never deleted: it has to stay.`
        : 'No pool uses it, so no caller notices. Its past calls stay in the ledger.'
  return (
    <>
      <PageHeader
        title={backend.name}
        sentence={`${describeProvider(backend.provider)}${backend.region ? ` in ${backend.region}` : ''} with ${countOf(backend.deployments.length, 'deployment')}, in ${countOf(pools.length, 'pool')}.`}
        actions={
          <>
            {isAllowed(actor, 'backends.test') ? <TestConnection backend={backend} /> : null}
            {isAllowed(actor, 'backends.update') ? <EditBackend backend={backend} /> : null}
            {isAllowed(actor, 'backends.delete') ? (
              <DeleteButton
                path={`backends/${backend.id}`}
                version={backend.version}
                noun="backend"
                name={backend.name}
                consequence={consequence}
                goTo="/admin/backends"
              />
            ) : null}
          </>
        }
      />
      <Facts
        facts={[
          { label: 'Provider', value: describeProvider(backend.provider) },
          { label: 'URL', value: backend.baseUrl },
          { label: 'Region', value: backend.region ?? 'not said' },
          { label: 'API version', value: backend.apiVersion ?? "the caller's" },
          {
            label: 'Credential',
            value: (
              <>
                {describeCredential(credential)}
                {credential.uri ? <span className="break-all"> {credential.uri}</span> : null}
                {credential.clientId ? ` of ${credential.clientId}` : null}
                {credential.setAt ? (
                  <>
                    , set <Time value={credential.setAt} style="ago" /> (<Time value={credential.setAt} style="day" />)
                  </>
                ) : null}
              </>
            ),
          },
          { label: 'Hang-ups', value: describeDrain(backend.drainOnHangUp) },
          {
            label: 'Pools',
            value:
              pools.length === 0
                ? 'none'
                : pools.map((pool, i) => (
                    <span key={pool.id}>
                      {i > 0 ? ', ' : ''}
                      <Link href={`/admin/pools/${pool.id}`} className="underline underline-offset-2">
                        {pool.name}
                      </Link>
                    </span>
                  )),
          },
          { label: 'Answers for', value: use.models.join(', ') || 'no model yet' },
          { label: 'Prices of its own', value: use.prices === 0 ? 'none' : String(use.prices) },
          { label: 'Last call', value: use.lastCallAt ? <Time value={use.lastCallAt} style="ago" /> : 'none yet' },
          { label: 'Changed', value: <Time value={backend.updatedAt} /> },
          { label: 'Id', value: <code className="text-sm">{backend.id}</code> },
        ]}
      />
      <Section title="Deployments" sentence="A model's public name, and what it is called here.">
        {backend.deployments.length === 0 ? (
          <EmptyState title="No deployments" advice="Without one this backend answers nothing. Add one with Edit." />
        ) : null}
        <ul className="divide-y divide-line">
          {backend.deployments.map((deployment) => (
            <li key={deployment.model} className="grid grid-cols-2 gap-3 py-1.5 sm:max-w-xl">
              <span>{deployment.model}</span>
              <span className="font-mono text-sm text-ink-muted">{deployment.name}</span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}
