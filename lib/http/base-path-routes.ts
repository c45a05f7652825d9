/** The part of the management API for further base paths of the gateway. */
import { createBasePath, deleteBasePath, listBasePaths } from '@/lib/control/base-paths/base-path-operations'
import { route } from '@/lib/http/route'

export const basePathRoutes = {
  '/base-paths': {
    GET: route('List further base paths of the gateway', listBasePaths),
    POST: route('Let calls come in by another base path', createBasePath),
  },
  '/base-paths/{id}': { DELETE: route('Answer calls below a base path no longer', deleteBasePath) },
} as const
