/** Fills what the control plane needs, for a console in this thread. */
import { systemClock } from '@/lib/base/clock'
import { type Env, setLibraryEnv } from '@/lib/base/env'
import type { Logger } from '@/lib/base/log'
import { type LivePorts, usageBookOf } from '@/lib/boot/console/live-ports'
import type { Secrets } from '@/lib/boot/secrets'
import { providersOf, retentionOf } from '@/lib/boot/settings-of-env'
import { provideControl, type SimulatorLevers } from '@/lib/control/control-ports'
import { parseMailServer } from '@/lib/control/settings/mail-settings'
import type { Database } from '@/lib/db/client'
import { isAddressAllowed, isHostAllowed } from '@/lib/runtime/upstream/allowed-address'
import { checkedLookup } from '@/lib/runtime/upstream/checked-lookup'

export type ConsoleParts = {
  env: Env
  log: Logger
  db: Database
  secrets: Secrets
  publicUrl: string
  allowedNetworks: readonly string[]
  live: LivePorts
  /** Does x-forwarded-for hold the one address we believe? */
  knowsAddresses: boolean
  /** Set where simulated providers stand behind the backends. */
  simulator?: SimulatorLevers
}

export function provideConsole(parts: ConsoleParts): void {
  const { env, log, db, secrets, publicUrl, allowedNetworks, live, knowsAddresses, simulator } = parts
  prepareSignIn(env, secrets, publicUrl)
  provideControl({
    ...{ db, log, publicUrl, knowsAddresses, simulator },
    clock: systemClock,
    pepper: secrets.pepper,
    keyRing: secrets.keyRing,
    formerSessionSecrets: secrets.formerSessionSecrets,
    mailServer: parseMailServer(env.SMTP_URL, env.MAIL_FROM),
    signInProviders: providersOf(env),
    retention: retentionOf(env),
    refuseAddress: (host) => refuseAddress(host, allowedNetworks),
    checkedLookup: checkedLookup(allowedNetworks),
    probeBackend: live.probeBackend,
    usageBook: usageBookOf(live),
    tokenIssuers: { read: live.readIssuer, verify: live.verifyToken },
    limitUsage: live.limitUsage,
    livePools: live.livePools,
    // What comes of it shows in the catalog's version.
    onCatalogChange: () => void live.hurryCatalog().catch((error: unknown) => log.warn({ err: error }, 'catalog')),
  })
}

function refuseAddress(host: string, allowedNetworks: readonly string[]): string | null {
  if (host === 'localhost')
    return isAddressAllowed('127.0.0.1', allowedNetworks) ? null : 'Loopback addresses are not allowed here.'
  return isHostAllowed(host, allowedNetworks) ? null : 'This address is private or reserved and not in ALLOWED_PRIVATE_BACKENDS.'
}

/** next-auth reads these by itself. With a public URL it says so; without one it follows the Host of the request. */
function prepareSignIn(env: Env, secrets: Secrets, publicUrl: string): void {
  setLibraryEnv('NEXTAUTH_SECRET', secrets.sessionSecret)
  if (env.PUBLIC_URL) setLibraryEnv('NEXTAUTH_URL', publicUrl)
  else setLibraryEnv('AUTH_TRUST_HOST', '1')
}
