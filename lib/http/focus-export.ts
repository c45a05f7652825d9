import type { Actor } from '@/lib/access/actor'
import { scope } from '@/lib/access/scope'
import { focusExport, focusQuery } from '@/lib/contracts/statement'
import { controlPorts } from '@/lib/control/control-ports'
import { query } from '@/lib/control/operation'
import { countFocusRows, focusFile } from '@/lib/reports/focus/focus-file'

/** What the file of a month would have; with `format=csv` the file itself follows. */
export const getFocusExport = query(
  'statements.read',
  { in: focusQuery, out: focusExport },
  async ({ db, scope: within }, { month }) => ({
    month,
    version: '1.2' as const,
    rows: await countFocusRows(db, { month, tenantIds: within.tenantIds }),
  }),
)

/** The file, after the operation above has let the actor have it. */
export function streamFocus(actor: Actor, { month }: { month: string }) {
  const { tenantIds } = scope(actor, getFocusExport.action)
  return { filename: `focus-1.2-${month}.csv`, pieces: focusFile(controlPorts().db, { month, tenantIds }) }
}
