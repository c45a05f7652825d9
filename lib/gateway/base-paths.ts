/**
 * Further base paths: what clients called before they were led here, such as API Management's `/aoai/contoso`. A call below one
 * becomes a call of the dialect it stands for, its key read from the header or the query parameter it used to be in.
 */
import type { Call } from '@/lib/gateway/call'
import type { DigestMemo } from '@/lib/gateway/digest-memo'
import type { HangUp } from '@/lib/gateway/hang-up'

export type BasePath = {
  /** As clients call it: `/aoai/contoso`. Case counts for nothing, as at API Management. */
  path: string
  /** The base of a dialect it stands for: what follows it is the same. */
  becomes: string
  /** The header keys come in, in lower case, and the query parameter; empty: none. */
  keyHeader: string
  keyQuery: string
}

export class BasePaths {
  /** By their first segment, the longest first. */
  private readonly byFirst = new Map<string, BasePath[]>()
  readonly size: number

  constructor(list: readonly BasePath[]) {
    this.size = list.length
    for (const one of [...list].sort((a, b) => b.path.length - a.path.length)) {
      const first = firstOf(one.path.toLowerCase())
      this.byFirst.set(first, [...(this.byFirst.get(first) ?? []), { ...one, path: one.path.toLowerCase() }])
    }
  }

  /** The longest base a path is below; undefined, at once where there are none, for all others. */
  find(path: string): BasePath | undefined {
    if (this.size === 0) return undefined
    const lower = path.toLowerCase()
    return this.byFirst.get(firstOf(lower))?.find((base) => lower.startsWith(base.path) && lower[base.path.length] === '/')
  }
}

export const noBasePaths = new BasePaths([])

/** The call as the dialect expects it. */
export function callBelow(base: BasePath, call: Call): Call {
  return new CallBelow(base, call)
}

function firstOf(path: string): string {
  const end = path.indexOf('/', 1)
  return end === -1 ? path : path.slice(0, end)
}

class CallBelow implements Call {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly clientAddress: string
  readonly hangUp: HangUp
  readonly digests: DigestMemo | null
  private readonly key: string | undefined

  constructor(
    base: BasePath,
    private readonly call: Call,
  ) {
    this.method = call.method
    this.path = pathBelow(base, call.path)
    const { value, rest } = takeQuery(call.query, base.keyQuery)
    this.query = rest
    this.key = (base.keyHeader === '' ? undefined : call.header(base.keyHeader)) ?? value
    this.clientAddress = call.clientAddress
    this.hangUp = call.hangUp
    this.digests = call.digests
  }

  header(name: string): string | undefined {
    const given = this.call.header(name)
    if (this.key === undefined) return given
    if (name === 'api-key' || name === 'x-api-key') return this.key
    // Clients of OpenAI's kind send some key there whatever happens; a token that is signed stays.
    if (name === 'authorization' && (given === undefined || given.split('.').length !== 3)) return `Bearer ${this.key}`
    return given
  }

  certificate(): string | null {
    return this.call.certificate?.() ?? null
  }

  readBody(limitBytes: number, share: { take(bytes: number): void }): Promise<Buffer> {
    return this.call.readBody(limitBytes, share)
  }
}

/** `/aoai/contoso/deployments/x` and `/aoai/contoso/openai/deployments/x` are both `/openai/deployments/x`. */
function pathBelow({ path, becomes }: BasePath, called: string): string {
  const rest = called.slice(path.length)
  return rest.startsWith(`${becomes}/`) ? rest : becomes + rest
}

/** A key in an address is taken out before anything is written down. */
function takeQuery(query: string, name: string): { value: string | undefined; rest: string } {
  if (name === '' || !query.toLowerCase().includes(name.toLowerCase())) return { value: undefined, rest: query }
  const params = new URLSearchParams(query)
  const own = [...new Set(params.keys())].filter((key) => key.toLowerCase() === name.toLowerCase())
  const [first] = own
  if (first === undefined) return { value: undefined, rest: query }
  const value = params.get(first) ?? undefined
  for (const spelling of own) params.delete(spelling)
  return { value, rest: params.toString() }
}
