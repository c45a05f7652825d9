import { toPublicId } from '@/lib/base/ids'
import type { Member } from '@/lib/contracts/member'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { iso } from '@/lib/control/iso'
import { heldKeys, keyStateWhere } from '@/lib/control/keys/key-view'

export const memberInclude = {
  user: { select: { name: true, email: true, disabledAt: true, kind: true } },
} satisfies Prisma.MembershipInclude

export type MemberRow = Prisma.MembershipGetPayload<{ include: typeof memberInclude }>

const HOUR_MS = 3_600_000

/** Members with the keys they issued: those go on working when somebody leaves. */
export async function memberViewer({ db, now }: Context, rows: MemberRow[]): Promise<(row: MemberRow) => Member> {
  const keys = await db.key.findMany({
    where: {
      createdBy: { in: rows.map(({ userId }) => userId) },
      subscription: { tenantId: { in: [...new Set(rows.map(({ tenantId }) => tenantId))] } },
      AND: [heldKeys, keyStateWhere('active', now)],
    },
    select: { createdBy: true, lastUsedAt: true, subscription: { select: { tenantId: true } } },
  })
  const isLately = (at: Date | null) => at !== null && now.getTime() - at.getTime() < HOUR_MS
  return (row) => {
    const own = keys.filter((key) => key.createdBy === row.userId && key.subscription.tenantId === row.tenantId)
    return memberView(row, own.length, own.filter(({ lastUsedAt }) => isLately(lastUsedAt)).length)
  }
}

function memberView(row: MemberRow, keyCount: number, keysUsedLately: number): Member {
  return {
    tenantId: toPublicId('tenant', row.tenantId),
    userId: toPublicId('user', row.userId),
    name: row.user.name,
    email: row.user.email,
    role: row.role,
    disabled: row.user.disabledAt !== null,
    kind: row.user.kind,
    provider: row.provider,
    keyCount,
    keysUsedLately,
    createdAt: iso(row.createdAt),
  }
}

export async function memberOfRow(context: Context, row: MemberRow): Promise<Member> {
  return (await memberViewer(context, [row]))(row)
}
