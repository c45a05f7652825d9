/** What a plan is, and what it read. */

/** `plan`: its nodes with the indexes they use, partitions left out by name. */
export type Cost = { plan: string; rows: number; buffers: number }

type PlanNode = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Shared Hit Blocks'?: number
  'Shared Read Blocks'?: number
  Plans?: PlanNode[]
}

export function costOf(explained: unknown): Cost {
  const [{ Plan: root }] = explained as [{ Plan: PlanNode }]
  return {
    plan: shapeOf(root),
    rows: rowsOf(root),
    buffers: (root['Shared Hit Blocks'] ?? 0) + (root['Shared Read Blocks'] ?? 0),
  }
}

function shapeOf(node: PlanNode): string {
  const name = [node['Node Type'], node['Relation Name'], node['Index Name']].filter(Boolean).join(' ')
  const inner = [...new Set((node.Plans ?? []).map(shapeOf))].join(', ')
  return name.replaceAll(/_\d{4}_\d{2}/g, '') + (inner === '' ? '' : ` (${inner})`)
}

/** Rows taken from tables and indexes, those thrown away again included. */
function rowsOf(node: PlanNode): number {
  const inner = (node.Plans ?? []).reduce((sum, child) => sum + rowsOf(child), 0)
  if (node['Relation Name'] === undefined) return inner
  return inner + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
}
