/** The database types operations are written against. Only types: the client itself comes from the ports. */
export type { Database as Db, Prisma, Transaction as Tx } from '@/lib/db/client'
