import type { Metadata } from 'next'
import type { PageProps } from '@/app/page-data'
import { PricesView } from '@/app/prices-page'
import { requireActor } from '@/lib/auth/require-actor'

export const metadata: Metadata = { title: 'Prices' }

export default async function PricesPage({ searchParams }: PageProps) {
  return <PricesView actor={await requireActor('prices.read')} params={await searchParams} />
}
