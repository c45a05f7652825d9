/** What every failure of the management API looks like (RFC 9457). */
import { z } from 'zod'

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    /** Stable; docs/errors.md describes each. */
    code: z.string(),
    detail: z.string(),
    /** Quote it when you ask for help. */
    requestId: z.string(),
    fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    /** The current resource, for a stale write. */
    current: z.unknown().optional(),
  })
  .meta({ id: 'Problem' })

export type Problem = z.output<typeof problem>
