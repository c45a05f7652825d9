import { showSecret } from '@/components/ui/shown-secret'
import type { KeyCreated } from '@/lib/contracts/key'

/** The new key, this once. */
export function showKey(created: KeyCreated): void {
  if (!created.key) return
  showSecret({
    title: `Your ${created.slot} key`,
    sentence: 'Copy it now: it is shown only this once, and we keep nothing it could be read from.',
    label: 'Key',
    value: created.key,
  })
}
