/** An empty installation is given a link with which its first admin is made; it works once. */
import { systemActor } from '@/lib/access/actor'
import type { Running } from '@/lib/boot/running'
import { createSetupLink } from '@/lib/control/links/link-operations'

export async function announceSetup(running: Running, say: (sentence: string) => void): Promise<void> {
  if ((await running.db.user.count()) > 0) return
  const { url } = await createSetupLink(systemActor('Set-up'), {})
  if (url !== null) say(`There is no user yet. Make the first admin here (works once): ${url}`)
}
