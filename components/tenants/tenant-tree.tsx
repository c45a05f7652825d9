'use client'

import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { countOf } from '@/components/ui/number-text'
import { Skeleton } from '@/components/ui/skeleton'
import type { Query } from '@/lib/client/api-client'
import { useList } from '@/lib/client/use-list'
import type { Tenant } from '@/lib/contracts/tenant'

/** The tenants as they stand below each other. A branch is read when it is opened, so a tree of ten thousand costs what is seen of it. */
export function TenantTree() {
  return (
    <div className="border-t border-line">
      <Branch query={{ top: 'true' }} depth={0} />
    </div>
  )
}

const A_PAGE = 100

function Branch({ query, depth }: { query: Query; depth: number }) {
  const [pages, setPages] = useState<(string | undefined)[]>([undefined])
  return (
    <ul>
      {pages.map((cursor, index) => (
        <BranchPage
          key={cursor ?? 'first'}
          query={{ ...query, limit: A_PAGE, sort: 'name', cursor }}
          depth={depth}
          isLast={index === pages.length - 1}
          onMore={(next) => setPages([...pages, next])}
        />
      ))}
    </ul>
  )
}

type PageProps = { query: Query; depth: number; isLast: boolean; onMore: (cursor: string) => void }

function BranchPage({ query, depth, isLast, onMore }: PageProps) {
  const list = useList<Tenant>('tenants', query)
  if (list.error && !list.data) {
    return (
      <li>
        <ErrorState error={list.error} onRetry={() => list.refetch()} />
      </li>
    )
  }
  if (!list.data) {
    return (
      <li role="status" aria-label="Loading" className="py-2">
        <Skeleton className="h-6 w-full" />
      </li>
    )
  }
  const { items, nextCursor } = list.data
  return (
    <>
      {items.map((tenant) => (
        <Twig key={tenant.id} tenant={tenant} depth={depth} />
      ))}
      {isLast && nextCursor ? (
        <li className="py-2" style={{ paddingLeft: `${depth * 1.5 + 1.75}rem` }}>
          <Button size="small" onClick={() => onMore(nextCursor)}>
            Show more
          </Button>
        </li>
      ) : null}
    </>
  )
}

function Twig({ tenant, depth }: { tenant: Tenant; depth: number }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <li>
      <div
        className="flex items-center gap-1 border-b border-line py-1.5"
        style={{ paddingLeft: `${Math.min(depth, 8) * 1.5}rem` }}
      >
        {tenant.childCount > 0 ? (
          <button
            type="button"
            aria-expanded={isOpen}
            aria-label={`${isOpen ? 'Close' : 'Open'} ${tenant.name}`}
            className="rounded p-1 hover:bg-hover"
            onClick={() => setIsOpen(!isOpen)}
          >
            <ChevronRight aria-hidden className={isOpen ? 'size-4 rotate-90' : 'size-4'} />
          </button>
        ) : (
          <span className="w-6" />
        )}
        <Link href={`/admin/tenants/${tenant.id}`} className="truncate font-medium hover:underline">
          {tenant.name}
        </Link>
        <span className="ml-auto pl-4 text-sm whitespace-nowrap text-ink-muted">
          <span className="max-sm:hidden">{tenant.costCentre} · </span>
          {countOf(tenant.subscriptionCount, 'subscription')}
          {tenant.childCount > 0 ? ` · ${tenant.childCount} below` : ''}
        </span>
      </div>
      {isOpen ? <Branch query={{ parentId: tenant.id }} depth={depth + 1} /> : null}
    </li>
  )
}
