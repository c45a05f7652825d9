import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { problemResponse } from '@/lib/http/problem'

/** Any path the management API does not have. */
export function notThere(): Response {
  return problemResponse(
    new Fault('resource.not_found', { public: 'There is no such path. See /api/v1/openapi.json.' }),
    newUuid(),
  )
}
