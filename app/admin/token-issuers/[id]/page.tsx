import type { Metadata } from 'next'
import Link from 'next/link'
import { type DetailProps, found } from '@/app/page-data'
import { EditIssuer } from '@/components/token-issuers/issuer-dialogs'
import { TestIssuer } from '@/components/token-issuers/test-issuer'
import { DeleteButton } from '@/components/ui/delete-button'
import { EmptyState } from '@/components/ui/empty-state'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getIssuer } from '@/lib/control/token-issuers/issuer-queries'

export const metadata: Metadata = { title: 'Token issuer' }

/** Who may call with this issuer's tokens, and as whom? */
export default async function TokenIssuerPage({ params }: DetailProps) {
  const actor = await requireActor('issuers.read')
  const issuer = await found(getIssuer(actor, { id: (await params).id }))
  const { callers, modelRules, requiredClaims } = issuer
  const state = issuer.isEnabled ? 'Its tokens are taken' : 'Switched off: its tokens are refused'
  return (
    <>
      <PageHeader
        title={issuer.name}
        sentence={`${state}; ${countOf(callers.length, 'rule says', 'rules say')} which subscription a caller uses, and ${countOf(issuer.userCount, 'caller has', 'callers have')} come so far.`}
        actions={
          <>
            {isAllowed(actor, 'issuers.test') ? <TestIssuer id={issuer.id} name={issuer.name} /> : null}
            {isAllowed(actor, 'issuers.update') ? <EditIssuer issuer={issuer} size="medium" /> : null}
            {isAllowed(actor, 'issuers.delete') ? (
              <DeleteButton
                path={`token-issuers/${issuer.id}`}
                version={issuer.version}
                noun="issuer"
                name={issuer.name}
                consequence={
                  issuer.userCount === 0
                    ? 'Nobody has come with one of its tokens yet.'
                    : `${countOf(issuer.userCount, 'caller', 'callers')} who came with its tokens will be refused within a second. Past calls stay in the ledger.`
                }
                goTo="/admin/token-issuers"
              />
            ) : null}
          </>
        }
      />
      <Facts
        facts={[
          { label: 'Issuer', value: <span className="break-all">{issuer.issuer}</span> },
          { label: 'Audiences', value: issuer.audiences.join(', ') },
          { label: 'Signed with', value: issuer.algorithms.join(', ') },
          { label: 'Keys', value: issuer.keysUrl ?? 'where its discovery document says' },
          { label: 'Applications', value: issuer.clientIds.join(', ') || 'any' },
          { label: 'User', value: `the claim ${issuer.userClaim}` },
          { label: 'Clocks may differ', value: `${issuer.clockSkewSeconds} s` },
          {
            label: 'Required claims',
            value:
              requiredClaims.map(({ claim, values, match }) => `${claim} has ${match} of ${values.join(', ')}`).join('; ') ||
              'none',
          },
          { label: 'Changed', value: <Time value={issuer.updatedAt} /> },
          { label: 'Id', value: <code className="text-sm">{issuer.id}</code> },
        ]}
      />
      <Section title="Callers" sentence="The first rule that fits says which subscription a caller uses.">
        {callers.length === 0 ? (
          <EmptyState title="No rule" advice="Nobody may call with its tokens yet. Add a rule with Edit." />
        ) : null}
        <ol className="divide-y divide-line">
          {callers.map((rule) => (
            <li
              key={`${rule.claim} ${rule.value} ${rule.subscriptionId}`}
              className="grid gap-x-3 py-1.5 sm:max-w-3xl sm:grid-cols-2"
            >
              <span>{rule.claim === null ? 'every caller' : `${rule.claim} has ${rule.value}`}</span>
              <Link href={`/admin/subscriptions/${rule.subscriptionId}`} className="underline underline-offset-2">
                {rule.subscriptionName === null
                  ? 'a subscription that is gone'
                  : `${rule.subscriptionName} (${rule.productName}, ${rule.tenantName})`}
              </Link>
            </li>
          ))}
        </ol>
      </Section>
      {modelRules.length > 0 ? (
        <Section title="Models by claim" sentence="A caller may use the models of the rules that fit, and no others.">
          <ul className="divide-y divide-line">
            {modelRules.map(({ claim, value, models }) => (
              <li key={`${claim} ${value}`} className="grid gap-x-3 py-1.5 sm:max-w-3xl sm:grid-cols-2">
                <span>{`${claim} has ${value}`}</span>
                <span>{models.join(', ')}</span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  )
}
