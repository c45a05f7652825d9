import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parsePublicId } from '@/lib/base/ids'
import { createChannel, updateChannel } from '@/lib/control/channels/channel-commands'
import { getChannel } from '@/lib/control/channels/channel-queries'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'

let control: TestControl
let admin: Actor

beforeAll(async () => {
  control = await startTestControl()
  admin = await makeActor(control, { platformRole: 'admin' })
})
afterAll(() => control.close())

const url = 'https://hooks.example.com/tollgate?token=s3cret'

describe('the address of a webhook', () => {
  it('is used whole, and shown without its query, in the audit trail too', async () => {
    const made = await createChannel(admin, { name: 'hook', kind: 'webhook', url })
    expect(made.url).toBe('https://hooks.example.com/tollgate')
    const { version } = await getChannel(admin, { id: made.id })
    const renamed = await updateChannel(admin, { id: made.id, name: 'renamed' }, { ifMatch: `"${version}"` })
    expect(renamed.url).toBe('https://hooks.example.com/tollgate')
    const id = parsePublicId('channel', made.id) ?? ''
    expect(await control.db.channel.findUniqueOrThrow({ where: { id } })).toMatchObject({ url })
    const entries = await control.db.auditEntry.findMany({ where: { entityId: id } })
    expect(entries).toHaveLength(2)
    expect(JSON.stringify(entries, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('s3cret')
  })

  it('has no user and no password in it', async () => {
    for (const wrong of ['https://user:pw@hooks.example.com/', 'https://user@hooks.example.com/']) {
      const made = createChannel(admin, { name: 'hook', kind: 'webhook', url: wrong })
      await expect(made).rejects.toMatchObject({ code: 'request.invalid', fields: [{ path: 'url' }] })
    }
  })
})
