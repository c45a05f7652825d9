/** What is asked of Azure by itself: what was changed there, and what its gateways have measured. */
import { checkAllDrift } from '@/lib/azure/drift/check-drift'
import { type PullPorts, pullAllUsage } from '@/lib/azure/usage/pull-usage'
import type { ControlPorts } from '@/lib/control/control-ports'
import { everyMs, type Job } from '@/lib/jobs/job-runner'

const SIX_HOURS_MS = 6 * 3_600_000
const FIVE_MINUTES_MS = 5 * 60_000

/** Instances that were published to are compared with what is here, so that a change made in the portal of Azure is seen. */
export function azureDriftJob(ports: Pick<ControlPorts, 'db' | 'keyRing' | 'log'>): Job {
  return { name: 'azure-drift', next: everyMs(SIX_HOURS_MS), run: () => checkAllDrift(ports) }
}

/** Looks often, for what was set just now is due; each instance is asked once an hour. */
export function azureUsageJob(ports: PullPorts): Job {
  return { name: 'azure-usage', next: everyMs(FIVE_MINUTES_MS), run: () => pullAllUsage(ports) }
}
