/** Optimistic concurrency: what the caller has seen must still be so. */
import { Fault } from '@/lib/base/faults'
import type { Context } from '@/lib/control/context'

/** Throws 412 with the current resource where If-Match names another version. */
export function requireVersion(context: Context, current: { version: number }): void {
  const { ifMatch } = context.call
  if (!ifMatch || ifMatch.trim() === '*') return
  const wanted = ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, '').replaceAll('"', ''))
  if (wanted.includes(String(current.version))) return
  throw new Fault('request.stale', {
    public: `It has changed since you read it: it is at version ${current.version} now.`,
    current,
  })
}
