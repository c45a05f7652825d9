import type { Metadata } from 'next'
import { FleetView } from '@/components/fleet/fleet-view'
import { PageHeader } from '@/components/ui/page-header'
import { requireActor } from '@/lib/auth/require-actor'
import { getFleet } from '@/lib/control/fleet/get-fleet'

export const metadata: Metadata = { title: 'Fleet' }

/** Which processes run, and how are they? */
export default async function FleetPage() {
  const actor = await requireActor('fleet.read')
  return (
    <>
      <PageHeader
        title="Fleet"
        sentence="Every process of Tollgate on this database, as it reported itself within the last second."
      />
      <FleetView first={await getFleet(actor, {})} />
    </>
  )
}
