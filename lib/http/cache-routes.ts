/** The part of the management API about kept answers. */
import { listPurges, purgeCache } from '@/lib/control/cache/purge-operations'
import { getCacheReport } from '@/lib/http/cache-report'
import { route } from '@/lib/http/route'

export const cacheRoutes = {
  '/cache': { GET: route('What was answered from the cache, and what that saved', getCacheReport) },
  '/cache/purges': {
    GET: route('List purges of the cache', listPurges),
    POST: route('Serve nothing kept until now: all of it, or that of a tenant, product or model', purgeCache),
  },
} as const
