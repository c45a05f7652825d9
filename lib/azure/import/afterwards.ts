import type { z } from 'zod'
import { pokeAzureWork } from '@/lib/azure/read/azure-work'
import type { PathOf } from '@/lib/control/input'
import type { Operation } from '@/lib/control/operation'

/** The operation, and once its transaction is committed a word to whoever does the work. */
export function afterwards<P extends PathOf, I extends z.ZodObject, O extends z.ZodType>(
  operation: Operation<P, I, O>,
): Operation<P, I, O> {
  const run = async (...given: Parameters<Operation<P, I, O>>) => {
    const output = await operation(...given)
    pokeAzureWork()
    return output
  }
  return Object.assign(run, { kind: operation.kind, action: operation.action, spec: operation.spec })
}
