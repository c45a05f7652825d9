import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provideControl } from '@/lib/control/control-ports'
import { issueKey } from '@/lib/control/keys/issue-key'
import { createTenant } from '@/lib/control/tenants/tenant-commands'
import { listTenants } from '@/lib/control/tenants/tenant-queries'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate } from '@/lib/control/testing/test-estate'
import { createDatabase } from '@/lib/db/client'

let control: TestControl

beforeAll(async () => {
  control = await startTestControl()
})

afterAll(() => control.close())

describe('what the database says', () => {
  it('about text it cannot store is told as a mistake of the field', async () => {
    const fields = { costCentre: 'x', timeZone: 'UTC', currency: 'EUR' }
    for (const name of ['a\u0000b', 'half \uD800 a pair']) {
      const made = createTenant(control.system, { name, ...fields })
      await expect(made).rejects.toMatchObject({ code: 'request.invalid', fields: [{ path: 'name' }] })
    }
    await expect(listTenants(control.system, { search: '\u0000' })).rejects.toMatchObject({ code: 'request.invalid' })
  })

  it('when it is away is 503 for reads and writes', async () => {
    const away = createDatabase('postgres://nobody@127.0.0.1:1/none')
    provideControl({ ...control.ports, db: away })
    await expect(listTenants(control.system, {})).rejects.toMatchObject({ code: 'service.unavailable' })
    const write = createTenant(control.system, { name: 'x', costCentre: 'x', timeZone: 'UTC', currency: 'EUR' })
    await expect(write).rejects.toMatchObject({ code: 'service.unavailable' })
    provideControl(control.ports)
    await away.$disconnect()
  })
})

describe('a viewer here who is a developer elsewhere', () => {
  it('hears 403 here, not that it does not exist', async () => {
    const here = await makeEstate(control.system, 'here')
    const there = await makeEstate(control.system, 'there')
    const actor = await makeActor(control, { memberships: { [here.tenantUuid]: 'viewer', [there.tenantUuid]: 'developer' } })
    const issue = (id: string) => issueKey(actor, { id, slot: 'secondary' })
    await expect(issue(here.subscription.id)).rejects.toMatchObject({ code: 'access.denied' })
    expect(await issue(there.subscription.id)).toMatchObject({ slot: 'secondary' })
  })
})
