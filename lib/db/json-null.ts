/** SQL NULL for a JSON column, for those who do not import Prisma. */
import { Prisma } from '@/lib/db/generated/client'

export const nullColumn = Prisma.DbNull
