/** What callers say of their calls, an end user and tags, as daily sums: parts of the statements that book calls. */
import { rollupSums } from '@/lib/runtime/ledger/record-columns'

const dimensions = ['kind', 'local_day', 'tenant_id', 'label', 'product_id', 'model', 'currency'].join(', ')

/** Tokens of every class, and images. */
const counted = rollupSums.filter((name) => name.endsWith('_tokens') || name === 'images')

const sums = ['calls', 'refused', 'unpriced', ...counted, 'cost_nano']

const taken = ['local_day', 'tenant_id', 'product_id', 'model', 'currency', 'outcome', 'calls', ...counted, 'cost_nano']

/** Callers choose their labels. A tenant has rows for so many of a kind in a day; what the rest sum up to is labelled ''. */
export const MOST_LABELS_A_DAY = 1_000

/**
 * Adds the records of `from` to the daily sums: each once under its end user, once under each of its tags. `sign` is 1, or a
 * column that is -1 for what is taken back. Sorted like everything else that is booked, so that two replicas cannot deadlock.
 */
export function labelInsert(from: string, sign: '1' | 'sign'): string {
  const columns = [...taken, ...(sign === '1' ? [] : [sign])].join(', ')
  return `
  insert into usage_label_rollups (${dimensions}, ${sums.join(', ')})
  select ${dimensions},
    coalesce(sum(${sign} * calls) filter (where outcome <> 'refused'), 0) as calls,
    coalesce(sum(${sign} * calls) filter (where outcome = 'refused'), 0) as refused,
    coalesce(sum(${sign} * calls) filter (where outcome <> 'refused' and cost_nano is null), 0) as unpriced,
    ${counted.map((name) => `sum(${sign} * ${name}) as ${name}`).join(', ')}, coalesce(sum(${sign} * cost_nano), 0) as cost_nano
  from (
    with said as materialized (
      select 'endUser'::text as kind, end_user as given, ${columns} from ${from} where end_user is not null
      union all select 'tag', t.tag, ${columns} from ${from} cross join lateral unnest(tags) as t(tag)
    ), wanted as (
      select kind, local_day, tenant_id, array_agg(distinct given) as labels from said group by 1, 2, 3 order by 1, 2, 3 offset 0
    ), own as materialized (
      select kind, local_day, tenant_id, o.label as given
      from wanted cross join lateral labels_of_their_own(kind, local_day, tenant_id, labels, ${MOST_LABELS_A_DAY}) as o(label)
    )
    select kind, coalesce(own.given, '') as label, ${columns} from said left join own using (kind, local_day, tenant_id, given)
  ) as labelled
  group by ${dimensions} order by ${dimensions}
  on conflict (${dimensions}) do update set
    ${sums.map((name) => `${name} = usage_label_rollups.${name} + excluded.${name}`).join(', ')}`
}
