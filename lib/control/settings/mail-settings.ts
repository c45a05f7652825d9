/** The mail server notices go out by: from the environment, or set in the console. */
import { z } from 'zod'
import type { KeyRing } from '@/lib/base/encryption'
import { empty } from '@/lib/contracts/paging'
import { type MailSettings, mailSecurities, mailSettings, mailUpdate } from '@/lib/contracts/settings'
import { checkOutgoingHost } from '@/lib/control/backends/backend-address'
import type { Context } from '@/lib/control/context'
import type { MailServerPort } from '@/lib/control/control-ports'
import { invalidField } from '@/lib/control/input'
import { command, query } from '@/lib/control/operation'
import {
  openText,
  readSetting,
  type SettingSource,
  sealedText,
  sealText,
  settingUuid,
  writeSetting,
} from '@/lib/control/settings/stored-setting'
import { requireVersion } from '@/lib/control/versions'

export type MailServer = MailServerPort

const PURPOSE = 'setting:mail'

const stored = z.object({
  host: z.string().nullable().default(null),
  port: z.int().nullable().default(null),
  security: z.enum(mailSecurities).default('starttls'),
  user: z.string().nullable().default(null),
  from: z.string().nullable().default(null),
  password: sealedText.nullable().default(null),
  version: z.int().default(0),
})

export const getMailSettings = query('settings.read', { in: empty, out: mailSettings }, async (context) =>
  mailView(context, await readSetting(context.db, 'mail', stored)),
)

export const updateMailSettings = command(
  'settings.update',
  { in: mailUpdate, out: mailSettings, versioned: true },
  async (context, { password, ...fields }) => {
    const { db, now, ports } = context
    await context.serialize()
    const before = await readSetting(db, 'mail', stored)
    requireVersion(context, mailView(context, before))
    if (fields.host) checkOutgoingHost(context, fields.host, 'host', 'The mail server')
    const next = { ...before, ...fields, version: before.version + 1 }
    if (next.host && !next.from) throw invalidField('from', 'must not be empty')
    // Else whoever may change the host could have the password sent to a server of their own.
    const moves = fields.host !== undefined && fields.host !== before.host
    if (moves || password === null) next.password = null
    if (password) next.password = sealText(ports.keyRing, PURPOSE, password, now)
    await writeSetting(db, 'mail', next, now)
    const after = mailView(context, next)
    context.record({ noun: 'setting', id: settingUuid('mail'), before: mailView(context, before), after, alters: [] })
    return after
  },
)

/** The server mail goes out by now; null where none is set. */
export async function findMailServer(
  db: SettingSource,
  keyRing: KeyRing,
  fromEnvironment: MailServer | null,
): Promise<MailServer | null> {
  if (fromEnvironment) return fromEnvironment
  const { host, port, security, user, from, password } = await readSetting(db, 'mail', stored)
  if (!host || !from) return null
  return {
    host,
    port: port ?? defaultPort(security),
    security,
    user,
    from,
    password: password && openText(keyRing, PURPOSE, password),
  }
}

/** `smtp://user:password@host:587` (STARTTLS), or `smtps://` (TLS from the start). `?security=none` sends in the open. */
export function parseMailServer(url: string | undefined, from: string | undefined): MailServer | null {
  if (!url) return null
  const { protocol, hostname, port, username, password, searchParams } = new URL(url)
  const plain = searchParams.get('security') === 'none' ? 'none' : 'starttls'
  const security = protocol === 'smtps:' ? 'tls' : plain
  return {
    host: hostname,
    port: port ? Number(port) : defaultPort(security),
    security,
    user: username ? decodeURIComponent(username) : null,
    password: password ? decodeURIComponent(password) : null,
    from: from ?? `Tollgate <tollgate@${hostname}>`,
  }
}

function mailView({ ports }: Context, value: z.output<typeof stored>): MailSettings {
  const given = ports.mailServer ?? null
  const { host, port, security, user, from } = given ?? value
  return {
    host,
    port,
    security,
    user,
    from,
    passwordSetAt: given ? null : (value.password?.setAt ?? null),
    isFromEnvironment: given !== null,
    version: value.version,
  }
}

function defaultPort(security: MailServer['security']): number {
  return security === 'tls' ? 465 : security === 'starttls' ? 587 : 25
}
