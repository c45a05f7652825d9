import type { Metadata } from 'next'
import { type DetailProps, found } from '@/app/page-data'
import { LivePool } from '@/components/pools/live-pool'
import { EditPool } from '@/components/pools/pool-dialogs'
import {
  describeAffinity,
  describeBreaker,
  describeDeadlines,
  describeLastResort,
  describeProbe,
  describeRetries,
  strategyChoices,
} from '@/components/pools/words'
import { DeleteButton } from '@/components/ui/delete-button'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getPoolLive } from '@/lib/control/pools/pool-live'
import { getPool } from '@/lib/control/pools/pool-operations'

export const metadata: Metadata = { title: 'Pool' }

/** Which backends take calls now, and what happens when one fails? */
export default async function PoolPage({ params }: DetailProps) {
  const actor = await requireActor('pools.read')
  const { id } = await params
  const pool = await found(getPool(actor, { id }))
  const live = await getPoolLive(actor, { id })
  const { models } = pool
  const consequence =
    models.length > 0
      ? `${countOf(models.length, 'model')} use it (${models.join(', ')}); point them at another pool first.`
      : 'No model uses it.'
  return (
    <>
      <PageHeader
        title={pool.name}
        sentence={`${countOf(pool.members.length, 'backend')} ${pool.members.length === 1 ? 'answers' : 'share'} the calls of ${models.join(', ') || 'no model yet'}.`}
        actions={
          <>
            {isAllowed(actor, 'pools.update') ? <EditPool pool={pool} size="medium" /> : null}
            {isAllowed(actor, 'pools.delete') ? (
              <DeleteButton
                path={`pools/${pool.id}`}
                version={pool.version}
                noun="pool"
                name={pool.name}
                consequence={consequence}
                goTo="/admin/pools"
              />
            ) : null}
          </>
        }
      />
      <LivePool
        pool={pool}
        first={live}
        canSimulate={isAllowed(actor, 'backends.simulate')}
        canDrain={isAllowed(actor, 'pools.update')}
      />
      <Section title="Rules" sentence="Who is tried, when the next one is, and what is left when nobody answers.">
        <Facts
          facts={[
            { label: 'Strategy', value: strategyChoices.find(({ value }) => value === pool.strategy)?.label ?? pool.strategy },
            { label: 'Breaker', value: describeBreaker(pool) },
            { label: 'Sessions', value: describeAffinity(pool) },
            { label: 'X-User-Region', value: pool.prefersUserRegion ? 'listened to' : 'not listened to' },
            { label: 'Nobody left', value: describeLastResort(pool) },
            { label: 'Health probes', value: describeProbe(pool) },
            { label: 'Deadlines', value: describeDeadlines(pool) },
            { label: 'Retries', value: describeRetries(pool) },
            { label: 'Changed', value: <Time value={pool.updatedAt} /> },
            { label: 'Id', value: <code className="text-sm">{pool.id}</code> },
          ]}
        />
      </Section>
    </>
  )
}
