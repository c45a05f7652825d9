import { clsx } from 'clsx'

/** Where something will be in a moment. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={clsx('animate-pulse rounded bg-hover', className)} />
}

/** A page's outline while its first data is read. */
export function PageSkeleton() {
  return (
    <div role="status" aria-label="Loading">
      <Skeleton className="h-7 w-48" />
      <Skeleton className="mt-2 h-5 w-96 max-w-full" />
      <Skeleton className="mt-8 h-44 w-full" />
      <div className="mt-6">
        <Rows />
      </div>
    </div>
  )
}

/** A table's outline, on a page that stands already. */
export function RowsSkeleton() {
  return (
    <div role="status" aria-label="Loading">
      <Rows />
    </div>
  )
}

function Rows() {
  return (
    <div className="space-y-2">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
        <Skeleton key={row} className="h-9 w-full" />
      ))}
    </div>
  )
}
