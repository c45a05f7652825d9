'use client'

import { SelectField } from '@/components/form/choice-fields'
import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-fields'
import { useContractForm } from '@/components/form/use-contract-form'
import { BreakerField } from '@/components/pools/breaker-field'
import { PoolMembersField } from '@/components/pools/pool-members-field'
import { RoutingFields } from '@/components/pools/routing-fields'
import { strategyChoices } from '@/components/pools/words'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Pool, PoolCreate, PoolUpdate } from '@/lib/contracts/pool'

export function CreateForm({ onDone }: { onDone: () => void }) {
  const command = useCommand((input: PoolCreate) => sendJson<Pool>('POST', 'pools', input))
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/pool').then(({ poolCreate }) => poolCreate),
    defaults: {
      name: '',
      strategy: 'weighted',
      members: [{ backendId: '', priority: 1, weight: 100 }],
      breaker: null,
      affinity: null,
      prefersUserRegion: true,
      lastResort: { kind: 'refuse' },
      probe: null,
      deadlines: null,
      retries: null,
    },
    submit: async (input) => {
      const pool = await command.mutateAsync(input)
      toast.done(`Pool ${pool.name} created.`)
    },
    onDone,
  })
  return (
    <Form contractForm={contractForm} verb="Create pool" onCancel={onDone}>
      <PoolFields />
    </Form>
  )
}

export function EditForm({ pool, onDone }: { pool: Pool; onDone: () => void }) {
  const command = useCommand(({ input, version }: { input: PoolUpdate; version?: number }) =>
    sendJson('PATCH', `pools/${pool.id}`, input, { version }),
  )
  const contractForm = useContractForm({
    contract: () => import('@/lib/contracts/pool').then(({ poolUpdate }) => poolUpdate),
    defaults: {
      name: pool.name,
      strategy: pool.strategy,
      members: pool.members.map(({ backendId, priority, weight, isDrained }) => ({ backendId, priority, weight, isDrained })),
      breaker: pool.breaker,
      affinity: pool.affinity,
      prefersUserRegion: pool.prefersUserRegion,
      lastResort: pool.lastResort,
      probe: pool.probe,
      deadlines: pool.deadlines,
      retries: pool.retries,
    },
    isEdit: true,
    version: pool.version,
    submit: (input, version) => command.mutateAsync({ input, version }),
    onDone: () => {
      toast.done('Pool saved.')
      onDone()
    },
  })
  return (
    <Form contractForm={contractForm} verb="Save" onCancel={onDone}>
      <PoolFields />
    </Form>
  )
}

function PoolFields() {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="name" label="Name" autoComplete="off" />
        <SelectField name="strategy" label="Strategy" options={strategyChoices} />
      </div>
      <PoolMembersField name="members" />
      <BreakerField name="breaker" />
      <RoutingFields />
    </>
  )
}
