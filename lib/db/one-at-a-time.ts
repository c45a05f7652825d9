/**
 * Prisma reads several relations of one row at once, also inside a transaction, where there is only one connection: the
 * driver queues them and warns that it will stop doing so. Here they wait for each other instead.
 */
import type { SqlDriverAdapterFactory, Transaction } from '@prisma/driver-adapter-utils'

/** The factory, its transactions sending one statement at a time. */
export function oneStatementAtATime<F extends SqlDriverAdapterFactory>(factory: F): F {
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    const start = adapter.startTransaction.bind(adapter)
    adapter.startTransaction = async (isolationLevel) => queued(await start(isolationLevel))
    return adapter
  }
  return factory
}

function queued(transaction: Transaction): Transaction {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <A, R>(send: (argument: A) => Promise<R>) => {
    return (argument: A): Promise<R> => {
      const turn = last.then(() => send(argument))
      last = turn.catch(() => {})
      return turn
    }
  }
  transaction.queryRaw = inTurn(transaction.queryRaw.bind(transaction))
  transaction.executeRaw = inTurn(transaction.executeRaw.bind(transaction))
  return transaction
}
