/** The console's look at a token issuer: which keys it publishes now, or why none can be had. */
import type { IssuerReading } from '@/lib/control/control-ports'
import type { IssuerKeys } from '@/lib/runtime/tokens/issuer-keys'

export async function readIssuer(keys: IssuerKeys, issuer: { issuer: string; keysUrl: string | null }): Promise<IssuerReading> {
  try {
    const found = await keys.read(issuer)
    const algorithms = [...new Set(found.map(({ alg, kty }) => alg ?? kty))]
    const many = found.length === 1 ? 'one key' : `${found.length} keys`
    return found.length === 0
      ? { ok: false, keys: 0, algorithms, message: 'It answered, and publishes no key signatures could be checked with.' }
      : { ok: true, keys: found.length, algorithms, message: `It publishes ${many}.` }
  } catch (error) {
    const why = error instanceof Error ? error.message : 'its address does not answer'
    return { ok: false, keys: 0, algorithms: [], message: `Its keys cannot be had: ${why}.` }
  }
}
