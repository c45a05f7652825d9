import type { Metadata } from 'next'
import { found, type PageProps } from '@/app/page-data'
import { ResolvedLimits, ResolvedRefusals } from '@/components/limits/resolved-limits'
import { ResolverPickers } from '@/components/limits/resolver-pickers'
import { describeAnswer } from '@/components/limits/resolver-words'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { resolveLimits } from '@/lib/control/limits/resolve-limits'

export const metadata: Metadata = { title: 'Why refused?' }

const names = ['tenantId', 'productId', 'subscriptionId', 'keyId', 'model'] as const

/** Why is this tenant refused? */
export default async function ResolverPage({ searchParams }: PageProps) {
  const actor = await requireActor('limits.read')
  const params = await searchParams
  const asked = Object.fromEntries(names.flatMap((name) => (typeof params[name] === 'string' ? [[name, params[name]]] : [])))
  const isAsked = Boolean(asked.tenantId ?? asked.subscriptionId ?? asked.keyId)
  const answer = isAsked ? await found(resolveLimits(actor, asked)) : null
  return (
    <>
      <PageHeader
        title="Why refused?"
        sentence={
          answer
            ? describeAnswer(answer)
            : 'Choose a tenant, and as much more as is known: every limit its calls meet is shown, where it is set, and what is left of it.'
        }
      />
      <ResolverPickers canSeeKeys={isAllowed(actor, 'keys.read')} />
      {answer ? (
        <>
          <ResolvedLimits
            limits={answer.limits}
            canEdit={isAllowed(actor, 'limits.update')}
            canRaise={isAllowed(actor, 'limits.raise')}
            canReset={isAllowed(actor, 'limits.reset')}
          />
          <Section
            title="Refused in the last 24 hours"
            sentence={`Of ${answer.caller}: what the callers were told, and which limit said it.`}
          >
            <ResolvedRefusals refusals={answer.refusals} />
          </Section>
        </>
      ) : null}
    </>
  )
}
