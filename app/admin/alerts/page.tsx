import type { Metadata } from 'next'
import { AlertsView } from '@/app/alerts-page'
import type { PageProps } from '@/app/page-data'
import { requireActor } from '@/lib/auth/require-actor'

export const metadata: Metadata = { title: 'Alerts' }

export default async function AlertsPage({ searchParams }: PageProps) {
  return <AlertsView actor={await requireActor('alerts.read')} params={await searchParams} audience="admin" />
}
