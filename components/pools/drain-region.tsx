'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { describeTraffic, type PoolMemberNow, regionsOf } from '@/components/pools/traffic-words'
import { Button } from '@/components/ui/button'
import { DialogActions } from '@/components/ui/dialog'
import { FailureNote } from '@/components/ui/failure-note'
import { Select } from '@/components/ui/input'
import { countOf } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import { useResource } from '@/lib/client/use-resource'
import type { Pool } from '@/lib/contracts/pool'
import type { PoolTraffic } from '@/lib/contracts/pool-live'

/** Takes a whole region out of every pool, or puts it back, pool by pool, saying before where each one's calls go. */
export function DrainRegion({ pools }: { pools: Pool[] }) {
  const regions = regionsOf(pools.flatMap((pool) => pool.members))
  if (regions.length === 0) return null
  return (
    <FormDialog
      trigger="Drain a region"
      title="Drain a region"
      sentence="Its backends take no new calls in any pool; calls under way end by themselves."
    >
      {(close) => <RegionForm pools={pools} regions={regions.map(({ region }) => region)} onDone={close} />}
    </FormDialog>
  )
}

function RegionForm({ pools, regions, onDone }: { pools: Pool[]; regions: string[]; onDone: () => void }) {
  const [region, setRegion] = useState(regions[0] ?? '')
  const touched = pools.flatMap((pool) => touchedOf(pool, region))
  const isDrained = touched.some((one) => one.isDrained) && touched.every((one) => one.isDrained || !one.canDrain)
  const command = useCommand(async () => {
    for (const { pool, ids } of touched.filter((one) => isDrained || one.canDrain))
      await sendJson('POST', `pools/${pool.id}/drain`, { backendIds: ids, isDrained: !isDrained })
  })
  const run = async () => {
    await command.mutateAsync()
    toast.done(isDrained ? `${region} takes calls again.` : `${region} takes no new calls.`)
    onDone()
  }
  return (
    <>
      <label htmlFor="drained-region" className="mb-1 block font-medium">
        Region
      </label>
      <Select id="drained-region" value={region} onChange={(event) => setRegion(event.target.value)}>
        {regions.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </Select>
      <p className="mt-4">
        {isDrained ? `It is drained in ${countOf(touched.length, 'pool')}.` : `It serves ${countOf(touched.length, 'pool')}:`}
      </p>
      <ul className="mt-2 space-y-2">
        {touched.map(({ pool, ids, canDrain }) => (
          <li key={pool.id}>
            <span className="font-medium">{pool.name}</span>
            {isDrained || canDrain ? (
              <PoolConsequence pool={pool} ids={ids} />
            ) : (
              <p className="text-ink-muted">Stays as it is: it has nobody elsewhere.</p>
            )}
          </li>
        ))}
      </ul>
      {command.error ? <FailureNote error={command.error} className="mt-4" /> : null}
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button look="primary" isBusy={command.isPending} onClick={() => run().catch(() => undefined)}>
          {isDrained ? `Take ${region} back` : `Drain ${region}`}
        </Button>
      </DialogActions>
    </>
  )
}

function PoolConsequence({ pool, ids }: { pool: Pool; ids: string[] }) {
  const { data } = useResource<PoolTraffic>(`pools/${pool.id}/traffic`, undefined, { without: ids.join(',') })
  return <p className="text-ink-muted">{data ? describeTraffic(pool.members as PoolMemberNow[], new Set(ids), data) : '…'}</p>
}

/** A pool that lives in this region alone stays: somebody must answer. */
function touchedOf(pool: Pool, region: string) {
  const own = pool.members.filter((member) => member.region === region)
  if (own.length === 0) return []
  const canDrain = pool.members.some((member) => member.region !== region && !member.isDrained)
  return [{ pool, ids: own.map(({ backendId }) => backendId), isDrained: own.every((one) => one.isDrained), canDrain }]
}
