import type { Metadata } from 'next'
import type { DetailProps } from '@/app/page-data'
import { TenantView } from '@/app/tenant-view'
import { requireActor } from '@/lib/auth/require-actor'

export const metadata: Metadata = { title: 'Tenant' }

export default async function MyTenantPage({ params, searchParams }: DetailProps) {
  const actor = await requireActor('tenants.read')
  return <TenantView actor={actor} id={(await params).id} params={await searchParams} audience="portal" />
}
