import { redirect } from 'next/navigation'
import { homeOf } from '@/components/shell/allowed-navigation'
import { requireActor } from '@/lib/auth/require-actor'

/** To the reader's own front door. */
export default async function StartPage(): Promise<never> {
  redirect(homeOf(await requireActor()))
}
