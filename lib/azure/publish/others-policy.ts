/** Whether a product's document holds what others wrote: more than our parts and the skeleton around them. */

import { parsePolicy } from '@/lib/azure/policy-xml/parse-policy'
import type { PolicyNode } from '@/lib/azure/policy-xml/policy-tree'
import { withBlock } from '@/lib/azure/publish/managed-block'

export const WRITTEN_BY_OTHERS =
  'Somebody wrote in its policy, outside of our marks: deleting it would delete that too. Take that out there, or delete the product there.'

/** A document that cannot be read is held to be theirs. */
export function holdsOthers(document: string): boolean {
  if (!parsePolicy(document).ok) return true
  const rest = withBlock(withBlock(document, null), null, 'outbound')
  const parsed = parsePolicy(rest)
  if (!parsed.ok || parsed.tree.nodes.length > 1) return true
  const isSkeleton = (one: PolicyNode) => one.kind === 'element' && one.name === 'base' && one.children.length === 0
  return !parsed.tree.root.children.every((one) => one.kind === 'element' && one.children.every(isSkeleton))
}
