import type { TableQuerySpec } from '@/components/data-table/table-query'

export const memberSpec: TableQuerySpec = { prefix: 'members.' }

export const invitationSpec: TableQuerySpec = { prefix: 'invitations.' }
