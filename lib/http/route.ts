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
export type StreamedFile = { filename: string; pieces: AsyncIterable<string | Uint8Array> }

/** Forms a route may answer in besides JSON and CSV, by the `format` that asks for them. */
export const fileTypes = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
} as const
export type FileFormat = keyof typeof fileTypes
export type Files<Output> = Partial<Record<FileFormat, (actor: Actor, output: Output) => Promise<StreamedFile> | StreamedFile>>

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
  /** The same in other forms, with `format=` their name. */
  files?: Files<unknown>
  /** Takes a file as well: a body of text/csv becomes this field of the input, beside those of the query; so large at most. */
  upload?: { field: string; maxBytes: number }
}

export function route(summary: string, operation: AnyOperation): Route {
  return { operation, summary }
}

/** A route that takes a file. */
export function uploadRoute(summary: string, operation: AnyOperation, upload: NonNullable<Route['upload']>): Route {
  return { operation, summary, upload }
}

/** A route that anybody may call. */
export function openRoute(summary: string, operation: AnyOperation): Route {
  return { operation, summary, isOpen: true }
}

/** A route that also answers a file, perhaps in other forms too. */
export function csvRoute<O extends z.ZodType>(
  summary: string,
  operation: AnyOperation & { spec: { out: O } },
  csv: (output: z.output<O>) => Download,
  files: Files<z.output<O>> = {},
): Route {
  const parsed = (output: unknown) => operation.spec.out.parse(output)
  return {
    operation,
    summary,
    csv: (output) => csv(parsed(output)),
    files: Object.fromEntries(
      Object.entries(files).map(([format, file]) => [format, (actor: Actor, output: unknown) => file(actor, parsed(output))]),
    ),
  }
}

/** A route that also answers a large file, by what its operation answered. */
export function streamRoute<O extends z.ZodType>(
  summary: string,
  operation: AnyOperation & { spec: { out: O } },
  stream: (actor: Actor, output: z.output<O>) => StreamedFile,
): Route {
  return { operation, summary, stream: (actor, output) => stream(actor, operation.spec.out.parse(output)) }
}
