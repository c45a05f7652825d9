import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { resealSettings } from '@/lib/boot/reseal-settings'
import { verifyAudit } from '@/lib/control/audit/verify-audit'
import { createChannel } from '@/lib/control/channels/channel-commands'
import { openChannelSecret } from '@/lib/control/channels/channel-secret'
import { findMailServer, updateMailSettings } from '@/lib/control/settings/mail-settings'
import { readSignIn, updateSignInSettings } from '@/lib/control/settings/sign-in-settings'
import { makeActor, startTestControl } from '@/lib/control/testing/test-control'

it('seals channels and settings anew, once, so that the former key is needed no more', async () => {
  const control = await startTestControl()
  const { db, ports } = control
  const admin = await makeActor(control, { platformRole: 'admin' })
  await createChannel(admin, { name: 'slack', kind: 'slack', url: 'https://hooks.example.com/T1/secret' })
  await updateMailSettings(admin, { host: 'smtp.example.com', password: 'mail-secret', from: 'a@b.example' }, { ifMatch: '*' })
  const provider = { id: 'okta', name: 'Okta', kind: 'oidc' as const, issuer: 'https://login.example.com', clientId: 'c' }
  const providers = ['okta', 'other'].map((id) => ({ ...provider, id, clientSecret: `secret of ${id}` }))
  await updateSignInSettings(admin, { providers }, { ifMatch: '*' })

  const fresh = randomBytes(32)
  const both = { current: 'k2', keys: new Map([...ports.keyRing.keys, ['k2', fresh] as const]) }
  expect(await resealSettings(db, both, new Date())).toBe(4)
  expect(await resealSettings(db, both, new Date())).toBe(0)

  const alone = { current: 'k2', keys: new Map([['k2', fresh]]) }
  expect(openChannelSecret(alone, await db.channel.findFirstOrThrow())).toEqual({ url: 'https://hooks.example.com/T1/secret' })
  expect((await findMailServer(db, alone, null))?.password).toBe('mail-secret')
  const { providers: read } = await readSignIn({ ...ports, keyRing: alone })
  expect(read.map(({ clientSecret }) => clientSecret)).toEqual(['secret of okta', 'secret of other'])
  expect((await verifyAudit(admin, {})).ok).toBe(true)
  await control.close()
})
