import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { AddBasePath, BasePathTable } from '@/components/base-paths/base-path-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listBasePaths } from '@/lib/control/base-paths/base-path-operations'

export const metadata: Metadata = { title: 'Base paths' }

/** By which paths do calls come in, beside those of the dialects? */
export default async function BasePathsPage({ searchParams }: PageProps) {
  const actor = await requireActor('bases.read')
  const [first, all] = await Promise.all([
    firstPage(listBasePaths, actor, await searchParams, { defaultSort: 'path' }),
    allOf(listBasePaths, actor),
  ])
  const sentence =
    all.length === 0
      ? 'Calls come in by the paths of the dialects only.'
      : `Calls come in by ${countOf(all.length, 'further path', 'further paths')} that clients knew before.`
  return (
    <>
      <PageHeader title="Base paths" sentence={sentence} actions={isAllowed(actor, 'bases.create') ? <AddBasePath /> : null} />
      <BasePathTable first={first} canDelete={isAllowed(actor, 'bases.delete')} />
    </>
  )
}
