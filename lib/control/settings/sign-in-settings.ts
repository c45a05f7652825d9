/** Who may vouch for a person who signs in: the providers of the environment, and those set in the console. */
import { z } from 'zod'
import { tenantRoles } from '@/lib/access/roles'
import { empty } from '@/lib/contracts/paging'
import { type SignInSettings, signInSettings, signInUpdate } from '@/lib/contracts/settings'
import { checkOutgoingHost } from '@/lib/control/backends/backend-address'
import type { Context } from '@/lib/control/context'
import type { ControlPorts, ProviderPort } from '@/lib/control/control-ports'
import { dbId, invalidField } from '@/lib/control/input'
import { command, query } from '@/lib/control/operation'
import { openText, readSetting, sealedText, sealText, settingUuid, writeSetting } from '@/lib/control/settings/stored-setting'
import { requireVersion } from '@/lib/control/versions'

const storedProvider = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['entra', 'oidc']),
  issuer: z.string(),
  clientId: z.string(),
  linksByEmail: z.boolean(),
  // Absent in what an older version has written.
  groupsClaim: z.string().nullable().default(null),
  groupRules: z.array(z.object({ group: z.string(), tenantId: z.string(), role: z.enum(tenantRoles) })).default([]),
  groupsUrl: z.string().nullable().default(null),
  secret: sealedText.nullable(),
})

const stored = z.object({
  providers: z.array(storedProvider).default([]),
  allowsPasswords: z.boolean().default(true),
  version: z.int().default(0),
})

type Stored = z.output<typeof stored>

export const getSignInSettings = query('settings.read', { in: empty, out: signInSettings }, async (context) =>
  signInView(context, await readSetting(context.db, 'sign-in', stored)),
)

export const updateSignInSettings = command(
  'settings.update',
  { in: signInUpdate, out: signInSettings, versioned: true, tokens: false },
  async (context, input) => {
    const { db, now, ports } = context
    await context.serialize()
    const before = await readSetting(db, 'sign-in', stored)
    requireVersion(context, signInView(context, before))
    const next: Stored = { ...before, version: before.version + 1 }
    if (input.allowsPasswords !== undefined) next.allowsPasswords = input.allowsPasswords
    if (input.providers) {
      next.providers = input.providers.map(({ clientSecret, ...fields }, index) => {
        checkOutgoingHost(context, new URL(fields.issuer).hostname, `providers.${index}.issuer`, 'The issuer')
        if (fields.groupsUrl)
          checkOutgoingHost(context, new URL(fields.groupsUrl).hostname, `providers.${index}.groupsUrl`, 'The address')
        const known = before.providers.find(({ id }) => id === fields.id)
        // Else a changed issuer would be handed the secret of another.
        const isSame = known !== undefined && new URL(known.issuer).origin === new URL(fields.issuer).origin
        const secret = clientSecret
          ? sealText(ports.keyRing, purposeOf(fields.id), clientSecret, now)
          : isSame
            ? known.secret
            : null
        return { ...fields, secret }
      })
    }
    const hasProvider = next.providers.length > 0 || environmentProviders(ports).length > 0
    if (!next.allowsPasswords && !hasProvider)
      throw invalidField('allowsPasswords', 'must stay on while no provider is set: nobody could sign in')
    await writeSetting(db, 'sign-in', next, now)
    const after = signInView(context, next)
    context.record({ noun: 'setting', id: settingUuid('sign-in'), before: signInView(context, before), after, alters: [] })
    return after
  },
)

/** A provider as a sign-in needs it, its secret in the clear: use it, keep it nowhere. */
export type OpenIdProvider = ProviderPort

export async function readSignIn(ports: ControlPorts): Promise<{ providers: OpenIdProvider[]; allowsPasswords: boolean }> {
  const { providers, allowsPasswords } = await readSetting(ports.db, 'sign-in', stored)
  const own = providers.map(({ secret, groupsClaim, groupRules, groupsUrl, ...fields }) => ({
    ...fields,
    groups:
      groupsClaim === null
        ? null
        : {
            claim: groupsClaim,
            rules: groupRules.map(({ tenantId, ...rule }) => ({ ...rule, tenantId: dbId('tenant', tenantId) })),
            overageUrl: groupsUrl,
          },
    clientSecret: secret && openText(ports.keyRing, purposeOf(fields.id), secret),
  }))
  const given = environmentProviders(ports)
  return { providers: [...given, ...own.filter(({ id }) => given.every((one) => one.id !== id))], allowsPasswords }
}

function signInView({ ports }: Pick<Context, 'ports'>, { providers, allowsPasswords, version }: Stored): SignInSettings {
  const redirectUrl = (id: string) => `${ports.publicUrl}/api/auth/callback/${id}`
  return {
    providers: [
      ...environmentProviders(ports).map(({ clientSecret: _, groups: __, ...fields }) => ({
        ...fields,
        groupsClaim: null,
        groupRules: [],
        groupsUrl: null,
        secretSetAt: null,
        redirectUrl: redirectUrl(fields.id),
        isFromEnvironment: true,
      })),
      ...providers.map(({ secret, ...fields }) => ({
        ...fields,
        secretSetAt: secret?.setAt ?? null,
        redirectUrl: redirectUrl(fields.id),
        isFromEnvironment: false,
      })),
    ],
    allowsPasswords,
    version,
  }
}

function environmentProviders({ signInProviders = [] }: Pick<ControlPorts, 'signInProviders'>): readonly OpenIdProvider[] {
  return signInProviders
}

function purposeOf(id: string): string {
  return `setting:sign-in:${id}`
}
