/**
 * Whether the provider that let somebody in still vouches for them, asked at each of their requests where its groups give roles:
 * who has left a group, or the directory, is out at the next one.
 */
import { z } from 'zod'
import { systemActor } from '@/lib/access/actor'
import { askJson, discover } from '@/lib/auth/ask-provider'
import { type Groups, groupsNow } from '@/lib/auth/provider-groups'
import { type ControlPorts, controlPorts } from '@/lib/control/control-ports'
import { type OpenIdProvider, readSignIn } from '@/lib/control/settings/sign-in-settings'
import { openText, sealedText, sealText } from '@/lib/control/settings/stored-setting'
import { syncGroups } from '@/lib/control/users/sync-groups'

/** A provider that is away does not put everybody out at once. */
const GRACE_MS = 5 * 60_000
const WRITE_EVERY_MS = 60_000

const vouched = z.object({
  provider: z.string(),
  access: sealedText,
  refresh: sealedText.nullable(),
  askedAt: z.iso.datetime(),
  /** It has told groups when it was asked again: from then on saying nothing means none. */
  tellsGroups: z.boolean().default(false),
})

export type Vouched = z.output<typeof vouched>

/** What a session keeps of the tokens of its sign-in; null where nobody will be asked again. */
export function vouchedBy(provider: OpenIdProvider, access: unknown, refresh: unknown): Vouched | null {
  if (!provider.groups || typeof access !== 'string') return null
  const { keyRing, clock } = controlPorts()
  const now = new Date(clock.now())
  return {
    provider: provider.id,
    access: sealText(keyRing, purposeOf(provider.id), access, now),
    refresh: typeof refresh === 'string' ? sealText(keyRing, purposeOf(provider.id), refresh, now) : null,
    askedAt: now.toISOString(),
    tellsGroups: false,
  }
}

type VouchedSession = { id: string; userId: string; vouchedBy: unknown }

const asking = new Map<string, Promise<boolean>>()

/** False: they are out. Several requests at once ask once. */
export function isStillVouchedFor(session: VouchedSession): Promise<boolean> {
  const known = asking.get(session.id)
  if (known) return known
  const asked = ask(session).finally(() => asking.delete(session.id))
  asking.set(session.id, asked)
  return asked
}

async function ask({ id, userId, vouchedBy: stored }: VouchedSession): Promise<boolean> {
  const ports = controlPorts()
  const parsed = vouched.safeParse(stored)
  if (!parsed.success) return false
  const { providers } = await readSignIn(ports)
  const provider = providers.find((one) => one.id === parsed.data.provider)
  // Whom a provider let in that is one no more, or whose groups count no more, keeps what was given here.
  if (!provider?.groups) return true
  const now = new Date(ports.clock.now())
  const { groups: said, kept: asked } = await groupsOf(ports, provider, parsed.data, now)
  const groups = said === 'untold' && asked.tellsGroups ? { known: [] } : said
  const kept = typeof groups === 'object' && !asked.tellsGroups ? { ...asked, tellsGroups: true } : asked
  if (groups === 'unknown') return now.getTime() - Date.parse(kept.askedAt) < GRACE_MS
  // Of whom a provider vouches for without a word of groups, those of the sign-in hold as long as the session.
  const isIn =
    groups === 'untold' ||
    (groups !== 'gone' &&
      (await syncGroups(systemActor('sign-in'), { userId, provider: provider.id, groups: groups.known })).hasRole)
  if (!isIn) {
    if (groups === 'gone') await syncGroups(systemActor('sign-in'), { userId, provider: provider.id, groups: [] })
    await ports.db.session.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } })
    return false
  }
  const isDue = kept !== parsed.data || now.getTime() - Date.parse(kept.askedAt) > WRITE_EVERY_MS
  if (isDue) await ports.db.session.updateMany({ where: { id }, data: { vouchedBy: { ...kept, askedAt: now.toISOString() } } })
  return true
}

/** An access token ends before a session does: it is renewed where the provider gave the means to. */
async function groupsOf(
  ports: ControlPorts,
  provider: OpenIdProvider,
  kept: Vouched,
  now: Date,
): Promise<{ groups: Groups; kept: Vouched }> {
  try {
    const purpose = purposeOf(provider.id)
    const groups = await groupsNow(provider, openText(ports.keyRing, purpose, kept.access), now.getTime())
    if (groups !== 'gone' || kept.refresh === null) return { groups, kept }
    const renewed = await renew(provider, openText(ports.keyRing, purpose, kept.refresh), now.getTime())
    if (renewed === null) return { groups, kept }
    const next = {
      ...kept,
      access: sealText(ports.keyRing, purpose, renewed.access, now),
      refresh: renewed.refresh === null ? kept.refresh : sealText(ports.keyRing, purpose, renewed.refresh, now),
    }
    return { groups: await groupsNow(provider, renewed.access, now.getTime()), kept: next }
  } catch (error) {
    ports.log.warn({ provider: provider.id, err: error }, 'a sign-in provider could not be asked')
    return { groups: 'unknown', kept }
  }
}

async function renew(provider: OpenIdProvider, refresh: string, nowMs: number) {
  const { token_endpoint: url } = await discover(provider.issuer, nowMs)
  if (!url) return null
  const { clientId, clientSecret } = provider
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret ?? '')}`).toString('base64')
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refresh })
  if (clientSecret === null) form.set('client_id', clientId)
  const { status, body } = await askJson(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(clientSecret === null ? {} : { authorization: `Basic ${basic}` }),
    },
    body: form.toString(),
  })
  if (status !== 200 || typeof body.access_token !== 'string') return null
  return { access: body.access_token, refresh: typeof body.refresh_token === 'string' ? body.refresh_token : null }
}

function purposeOf(providerId: string): string {
  return `session:${providerId}`
}
