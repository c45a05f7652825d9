/**
 * `npm run break-glass -- admin@example.com`: nobody can sign in as admin any more. Makes this user an admin who may sign in again
 * (or a new one), switches passwords on, and prints a link that works once. It is in the audit trail, as "break glass".
 */
import { parseArgs } from 'node:util'
import { systemActor } from '@/lib/access/actor'
import { systemClock } from '@/lib/base/clock'
import { parseEnv } from '@/lib/base/env'
import { toPublicId } from '@/lib/base/ids'
import { createLogger } from '@/lib/base/log'
import { loadSecrets } from '@/lib/boot/secrets'
import { provideControl } from '@/lib/control/control-ports'
import { getSignInSettings, updateSignInSettings } from '@/lib/control/settings/sign-in-settings'
import { createResetLink, createUser, updateUser } from '@/lib/control/users/user-commands'
import { createDatabase } from '@/lib/db/client'
import { withDatabaseUrl } from './db-url'
import { runScript } from './run-script'

const [email] = parseArgs({ allowPositionals: true }).positionals
const actor = systemActor('break glass')

runScript(async () => {
  if (!email?.includes('@')) throw new Error('say for whom: npm run break-glass -- admin@example.com')
  const env = parseEnv()
  await withDatabaseUrl(async (url) => {
    const db = createDatabase(url, { max: 2 })
    try {
      const { pepper, keyRing } = loadSecrets(env)
      provideControl({
        db,
        clock: systemClock,
        log: createLogger('silent'),
        pepper,
        keyRing,
        publicUrl: env.PUBLIC_URL ?? `http://localhost:${env.PORT}`,
        probeBackend: () => Promise.reject(new Error('not here')),
        limitUsage: () => [],
        livePools: () => ({ instanceId: 'break glass', servesCalls: false, members: [] }),
        onCatalogChange: () => {},
      })
      console.log(`${email} is an admin and sets a password here, once: ${await makeAdmin(email.toLowerCase())}`)
    } finally {
      await db.$disconnect()
    }

    async function makeAdmin(address: string): Promise<string | null> {
      const { allowsPasswords } = await getSignInSettings(actor, {})
      if (!allowsPasswords) await updateSignInSettings(actor, { allowsPasswords: true })
      const known = await db.user.findUnique({ where: { email: address } })
      if (!known) {
        const made = await createUser(actor, { kind: 'person', email: address, name: address, platformRole: 'admin' })
        return made.link?.url ?? null
      }
      const id = toPublicId('user', known.id)
      await updateUser(actor, { id, platformRole: 'admin', disabled: false }, { ifMatch: '*' })
      return (await createResetLink(actor, { id })).url
    }
  })
})
