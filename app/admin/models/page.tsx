import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { CreateModel } from '@/components/models/model-dialogs'
import { modelSpec } from '@/components/models/model-list'
import { ModelTable } from '@/components/models/model-table'
import { ImportService } from '@/components/services/import-service'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { listModels } from '@/lib/control/models/model-queries'

export const metadata: Metadata = { title: 'Models' }

/** Which names can callers use, and what answers them? */
export default async function ModelsPage({ searchParams }: PageProps) {
  const actor = await requireActor('models.read')
  const [first, all] = await Promise.all([firstPage(listModels, actor, await searchParams, modelSpec), allOf(listModels, actor)])
  const idle = all.filter((model) => model.products.length === 0).length
  return (
    <>
      <PageHeader
        title="Models"
        sentence={`Callers know ${countOf(all.length, 'model')} by name${idle > 0 ? `; ${countOf(idle, 'of them is', 'of them are')} in no product yet` : ''}.`}
        actions={
          isAllowed(actor, 'models.create') ? (
            <>
              <ImportService />
              <CreateModel />
            </>
          ) : null
        }
      />
      <ModelTable first={first} canEdit={isAllowed(actor, 'models.update')} />
    </>
  )
}
