import { Fault } from '@/lib/base/faults'
import { empty } from '@/lib/contracts/paging'
import { started } from '@/lib/contracts/pool-live'
import { query } from '@/lib/control/operation'
import { poolOf } from '@/lib/control/pools/pool-operations'

/** Sends the demo's own calls through the pool for a while, so that a breaker has something to hear. */
export const sendPoolCalls = query(
  'backends.simulate',
  { path: { id: 'pool' }, in: empty, out: started },
  async (context, { id }) => {
    const pool = await poolOf(context, id)
    const models = pool.models.map(({ name }) => name)
    const isStarted = (await context.ports.simulator?.sendCalls(models)) ?? false
    if (!isStarted)
      throw new Fault('resource.not_found', { public: 'There is no simulator here, or no demo key may use these models.' })
    return { started: true as const }
  },
)
