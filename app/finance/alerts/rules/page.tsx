import type { Metadata } from 'next'
import type { PageProps } from '@/app/page-data'
import { RulesView } from '@/app/rules-page'
import { requireActor } from '@/lib/auth/require-actor'

export const metadata: Metadata = { title: 'Rules' }

export default async function RulesPage({ searchParams }: PageProps) {
  return <RulesView actor={await requireActor('rules.read')} params={await searchParams} audience="finance" />
}
