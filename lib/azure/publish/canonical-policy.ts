/** A policy document as we write it, whichever of its forms it came in: quotes of expressions as they are or as entities. */
import { parsePolicy } from '@/lib/azure/policy-xml/parse-policy'
import { writePolicy } from '@/lib/azure/policy-xml/write-policy'

/** The same text for the same tree. What cannot be read is left as it is. */
export function canonicalPolicy(xml: string): string {
  const parsed = parsePolicy(xml)
  return parsed.ok ? writePolicy(parsed.tree) : xml
}
