/** What an expression of a policy says, as far as it can be told. */
export type Expression =
  | { kind: 'text'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'known'; of: KnownValue }
  | { kind: 'header'; name: string; fallback: string | null }
  | { kind: 'variable'; name: string }
  /** A part of the path that the operation's template names. */
  | { kind: 'parameter'; name: string }
  | { kind: 'claim'; name: string }
  | { kind: 'compare'; op: '==' | '!=' | '<' | '>' | '<=' | '>='; left: Expression; right: Expression }
  | { kind: 'all' | 'any'; parts: Expression[] }
  | { kind: 'not'; of: Expression }
  /** Texts one after the other. */
  | { kind: 'join'; parts: Expression[] }

export type KnownValue = 'subscription' | 'product' | 'user' | 'address' | 'api' | 'operation' | 'status' | 'region'
