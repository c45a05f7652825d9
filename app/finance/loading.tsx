import { PageSkeleton } from '@/components/ui/skeleton'

export default function FinanceLoading() {
  return <PageSkeleton />
}
