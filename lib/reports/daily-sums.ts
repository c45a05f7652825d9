/**
 * Hourly sums of usage added up by day, tenant and currency, and by what else is asked, before anything is joined to them or made a
 * text: a month of a large estate has hundreds of thousands, which would be sorted on disk by their names.
 */
import { Prisma } from '@/lib/db/client'

export type DailySums = {
  /** Conditions on the rollups, `r`. */
  where: Prisma.Sql
  /** More columns of the rollups to tell apart, such as `r.model`. */
  columns?: Prisma.Sql | undefined
  /** Sums, each with the name it is read by. */
  sums: Prisma.Sql
}

/** To be read from as a table, in brackets already. */
export function dailySums({ where, columns, sums }: DailySums): Prisma.Sql {
  const parts = Prisma.sql`r.local_day, r.tenant_id, r.currency${columns ? Prisma.sql`, ${columns}` : Prisma.empty}`
  return Prisma.sql`(SELECT ${parts}, ${sums} FROM usage_rollups r WHERE ${where} GROUP BY ${parts})`
}
