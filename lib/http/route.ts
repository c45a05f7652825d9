/** What stands behind one method of one path. */
import type { z } from 'zod'
import type { Actor } from '@/lib/access/actor'
import type { Action } from '@/lib/access/permissions'
import type { CallInfo } from '@/lib/control/context'
import type { PathOf } from '@/lib/control/input'

/** Any operation: what a table of them can say about each. */
export type AnyOperation = {
  (actor: Actor, input: never, call?: CallInfo): Promise<unknown>
  kind: 'query' | 'command'
  action: Action
  spec: { path?: PathOf; in: z.ZodObject; out: z.ZodType; creates?: boolean; versioned?: boolean; tokens?: boolean }
}

export type Download = { filename: string; text: string }

/** A file that is written while it is read: it may be larger than memory. */
export type StreamedFile = { filename: string; pieces: AsyncIterable<string> }

export type Route = {
  operation: AnyOperation
  /** What the operation does, for the reference. */
  summary: string
  /** Needs no actor: what it is given is the proof. */
  isOpen?: boolean
  /** The answer as a file, with `format=csv`. */
  csv?: (output: unknown) => Download
  /** The same, in pieces, once the operation has answered. */
  stream?: (actor: Actor, output: unknown) => StreamedFile
}

export function route(summary: string, operation: AnyOperation): Route {
  return { operation, summary }
}

/** A route that anybody may call. */
export function openRoute(summary: string, operation: AnyOperation): Route {
  return { operation, summary, isOpen: true }
}

/** A route that also answers a file. */
export function csvRoute<O extends z.ZodType>(
  summary: string,
  operation: AnyOperation & { spec: { out: O } },
  csv: (output: z.output<O>) => Download,
): Route {
  return { operation, summary, csv: (output) => csv(operation.spec.out.parse(output)) }
}

/** A route that also answers a large file, by what its operation answered. */
export function streamRoute<O extends z.ZodType>(
  summary: string,
  operation: AnyOperation & { spec: { out: O } },
  stream: (actor: Actor, output: z.output<O>) => StreamedFile,
): Route {
  return { operation, summary, stream: (actor, output) => stream(actor, operation.spec.out.parse(output)) }
}
