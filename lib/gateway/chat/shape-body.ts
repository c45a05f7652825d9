/** A product's defaults and forced fields are written in OpenAI's names; here they are set in another wire's. */
import type { ProductEntry } from '@/lib/gateway/catalog'
import { isAbsent } from '@/lib/gateway/chat/fields'
import type { JsonObject } from '@/lib/gateway/json'

/** `names` says what this wire calls a field; what it has no name for is left out. */
export function shapeForeignBody(
  body: JsonObject,
  { shaping, requestDefaults }: Pick<ProductEntry, 'shaping' | 'requestDefaults'>,
  maximum: string,
  names: Readonly<Record<string, string>>,
): void {
  const nameOf = (name: string) => (name.startsWith('max_') ? maximum : names[name])
  for (const [given, value] of Object.entries(shaping?.forced ?? {})) {
    const name = nameOf(given)
    if (name !== undefined) body[name] = settingOf(given, value)
  }
  for (const given in requestDefaults) {
    const name = nameOf(given)
    if (name !== undefined && isAbsent(body[name])) body[name] = settingOf(given, requestDefaults[given])
  }
}

function settingOf(name: string, value: unknown): unknown {
  return name === 'stop' && typeof value === 'string' ? [value] : value
}
