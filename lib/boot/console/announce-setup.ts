/** An empty installation is given a link with which its first admin is made; it works once. */
import { systemActor } from '@/lib/access/actor'
import type { Db } from '@/lib/control/database'
import { createSetupLink } from '@/lib/control/links/link-operations'

export async function announceSetup(db: Db, say: (sentence: string) => void): Promise<void> {
  if ((await db.user.count()) > 0) return
  const { url } = await createSetupLink(systemActor('Set-up'), {})
  if (url !== null) say(`There is no user yet. Make the first admin here (works once): ${url}`)
}
