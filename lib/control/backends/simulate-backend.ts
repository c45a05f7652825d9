import { Fault } from '@/lib/base/faults'
import { simulate, simulated } from '@/lib/contracts/pool-live'
import { backendOf } from '@/lib/control/backends/backend-queries'
import { query } from '@/lib/control/operation'

/** Tells a simulated provider how to behave. It changes nothing of ours; where there is no simulator there is nothing to find. */
export const simulateBackend = query(
  'backends.simulate',
  { path: { id: 'backend' }, in: simulate, out: simulated },
  async (context, { id, mode }) => {
    const { baseUrl } = await backendOf(context, id)
    const isSet = (await context.ports.simulator?.setMode(baseUrl, mode)) ?? false
    if (!isSet) throw new Fault('resource.not_found', { public: 'This backend is not a simulated one.' })
    return { mode }
  },
)
