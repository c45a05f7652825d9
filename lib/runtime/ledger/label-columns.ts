/** What callers say of their calls, an end user and tags, as daily sums: parts of the statements that book calls. */
import { rollupSums } from '@/lib/runtime/ledger/record-columns'

const dimensions = ['kind', 'local_day', 'tenant_id', 'label', 'product_id', 'model', 'currency'].join(', ')

/** Tokens of every class, and images. */
const counted = rollupSums.filter((name) => name.endsWith('_tokens') || name === 'images')

const sums = ['calls', 'refused', 'unpriced', ...counted, 'cost_nano']

/**
 * Adds the records of `from` to the daily sums: each once under its end user, once under each of its tags. `sign` is 1, or a
 * column that is -1 for what is taken back. Sorted like everything else that is booked, so that two replicas cannot deadlock.
 */
export function labelInsert(from: string, sign: '1' | 'sign'): string {
  return `
  insert into usage_label_rollups (${dimensions}, ${sums.join(', ')})
  select ${dimensions},
    coalesce(sum(${sign} * calls) filter (where outcome <> 'refused'), 0) as calls,
    coalesce(sum(${sign} * calls) filter (where outcome = 'refused'), 0) as refused,
    coalesce(sum(${sign} * calls) filter (where outcome <> 'refused' and cost_nano is null), 0) as unpriced,
    ${counted.map((name) => `sum(${sign} * ${name}) as ${name}`).join(', ')}, coalesce(sum(${sign} * cost_nano), 0) as cost_nano
  from (
    select 'endUser' as kind, end_user as label, ${from}.* from ${from} where end_user is not null
    union all select 'tag', said.tag, ${from}.* from ${from} cross join lateral unnest(tags) as said(tag)
  ) as labelled
  group by ${dimensions} order by ${dimensions}
  on conflict (${dimensions}) do update set
    ${sums.map((name) => `${name} = usage_label_rollups.${name} + excluded.${name}`).join(', ')}`
}
