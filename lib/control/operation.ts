/**
 * The only way to write an operation. A query parses, authorizes and answers its output contract. A command does so in a
 * transaction whose last statements write the audit row and move the control head: that row's lock makes commit order,
 * version order and audit-chain order one and the same.
 */
import type { z } from 'zod'
import { type Actor, isAllowed } from '@/lib/access/actor'
import { type Action, permissions } from '@/lib/access/permissions'
import { scope } from '@/lib/access/scope'
import { Fault } from '@/lib/base/faults'
import type { IdNoun } from '@/lib/base/ids'
import { commit } from '@/lib/control/commit'
import type { CallInfo, Change, CommandContext, Context } from '@/lib/control/context'
import { type ControlPorts, controlPorts } from '@/lib/control/control-ports'
import type { Tx } from '@/lib/control/database'
import { claimIdempotency, finishIdempotency } from '@/lib/control/idempotency'
import { type PathInput, type PathOf, parseInput } from '@/lib/control/input'
import { faultOf, isRowGone } from '@/lib/control/prisma-faults'

type Spec<P extends PathOf, I extends z.ZodObject, O extends z.ZodType> = {
  /** Path parameters: the name and the noun it is an id of. The function gets database ids. */
  path?: P
  in: I
  out: O
}

type CommandSpec<P extends PathOf, I extends z.ZodObject, O extends z.ZodType> = Spec<P, I, O> & {
  /** Answers 201 and honours an Idempotency-Key. */
  creates?: boolean
  /** Needs If-Match: the resource has a version and this writes it. */
  versioned?: boolean
  /** False: a management token may not do this, whatever its scopes. */
  tokens?: boolean
  /** What a replay answers instead, for outputs that carry a secret. */
  forReplay?: (output: z.output<O>) => z.output<O>
}

/** An empty body's type is Record<string, never>, which no path parameter could be added to. */
type BodyInput<I extends z.ZodObject> = string extends keyof z.input<I> ? unknown : z.input<I>
type Input<P extends PathOf, I extends z.ZodObject> = BodyInput<I> & PathInput<P>
type BodyOutput<I extends z.ZodObject> = string extends keyof z.output<I> ? unknown : z.output<I>
type Parsed<P extends PathOf, I extends z.ZodObject> = BodyOutput<I> & PathInput<P>

export type Operation<P extends PathOf = PathOf, I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> = {
  (actor: Actor, input: Input<P, I>, call?: CallInfo): Promise<z.output<O>>
  kind: 'query' | 'command'
  action: Action
  spec: CommandSpec<P, I, O>
}

/** An operation that only reads. */
export function query<I extends z.ZodObject, O extends z.ZodType, const P extends PathOf = Record<never, IdNoun>>(
  action: Action,
  spec: Spec<P, I, O>,
  fn: (context: Context, input: Parsed<P, I>) => Promise<z.output<O>>,
): Operation<P, I, O> {
  const run = async (actor: Actor, input: Input<P, I>, call: CallInfo = {}) => {
    authorize(actor, action)
    const parsed = parseInput(spec, input as z.input<I> & PathInput<P>) as Parsed<P, I>
    const ports = controlPorts()
    try {
      return spec.out.parse(await fn(contextOf(ports, ports.db, actor, action, call), parsed))
    } catch (error) {
      throw faultOf(error)
    }
  }
  return Object.assign(run, { kind: 'query' as const, action, spec })
}

/** An operation that changes something. */
export function command<I extends z.ZodObject, O extends z.ZodType, const P extends PathOf = Record<never, IdNoun>>(
  action: Action,
  spec: CommandSpec<P, I, O>,
  fn: (context: CommandContext, input: Parsed<P, I>) => Promise<z.output<O>>,
): Operation<P, I, O> {
  const run = async (actor: Actor, input: Input<P, I>, call: CallInfo = {}) => {
    authorize(actor, action)
    if (spec.tokens === false && actor.kind === 'token') {
      throw new Fault('access.denied', { public: 'A management token may not do this. Sign in and do it yourself.' })
    }
    if (spec.versioned && !call.ifMatch && actor.kind !== 'system') {
      throw new Fault('request.precondition_required', { public: 'Send If-Match with the version you have seen (its ETag).' })
    }
    const parsed = parseInput(spec, input as z.input<I> & PathInput<P>) as Parsed<P, I>
    const ports = controlPorts()
    const work = (db: Tx) => runCommand(contextOf(ports, db, actor, action, call), action, spec, parsed, fn)
    const { output, changed } = await inTransaction(ports, work)
    if (changed) ports.onCatalogChange()
    return output
  }
  return Object.assign(run, { kind: 'command' as const, action, spec })
}

async function runCommand<P extends PathOf, I extends z.ZodObject, O extends z.ZodType>(
  context: Context,
  action: Action,
  spec: CommandSpec<P, I, O>,
  input: Parsed<P, I>,
  fn: (context: CommandContext, input: Parsed<P, I>) => Promise<z.output<O>>,
): Promise<{ output: z.output<O>; changed: boolean }> {
  const claim = spec.creates ? await claimIdempotency(context, action, input) : null
  if (claim && 'replay' in claim) return { output: spec.out.parse(claim.replay), changed: false }
  const changes: Change[] = []
  const commandContext: CommandContext = {
    ...context,
    record: (said) => {
      changes.push(said)
    },
    serialize: async () => {
      await context.db.controlHead.update({ where: { id: 1 }, data: { id: 1 } })
    },
  }
  const output = spec.out.parse(await fn(commandContext, input))
  if (changes.length === 0) return { output, changed: false }
  if (claim) await finishIdempotency(context, claim.claimed, spec.forReplay ? spec.forReplay(output) : output)
  for (const change of changes) await commit(context, action, change)
  return { output, changed: true }
}

/** Runs again, in a new transaction, where a row was changed or a deadlock struck between our read and our write. */
async function inTransaction<T>(ports: ControlPorts, work: (db: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ports.db.$transaction(work, { maxWait: 15_000, timeout: 30_000 })
    } catch (error) {
      if (attempt < 4 && isRowGone(error)) continue
      throw faultOf(error)
    }
  }
}

function authorize(actor: Actor, action: Action): void {
  if (isAllowed(actor, action)) return
  const may = permissions[action].description
  throw new Fault('access.denied', { public: `You may not do this (${action}: ${may}).` })
}

function contextOf(ports: ControlPorts, db: Tx, actor: Actor, action: Action, call: CallInfo): Context {
  return { actor, db, scope: scope(actor, action), now: new Date(ports.clock.now()), ports, call }
}
