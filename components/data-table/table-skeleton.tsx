import { Skeleton } from '@/components/ui/skeleton'

/** The outline of rows that are on their way. */
export function TableSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="space-y-2 py-2">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
        <Skeleton key={row} className="h-8 w-full" />
      ))}
    </div>
  )
}
