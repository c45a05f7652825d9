import type { CommandContext } from '@/lib/control/context'
import { invalidField } from '@/lib/control/input'

/** A name callers write means one model. */
export async function requireFreeNames(context: CommandContext, name: string, aliases: string[], id?: string): Promise<void> {
  await context.serialize()
  if (aliases.includes(name)) throw invalidField('aliases', `must not hold the model's own name, ${name}`)
  const names = [name, ...aliases]
  const other = await context.db.model.findFirst({
    where: { ...(id && { id: { not: id } }), OR: [{ name: { in: aliases } }, { aliases: { hasSome: names } }] },
    select: { name: true, aliases: true },
  })
  if (!other) return
  const taken = names.find((one) => one === other.name || other.aliases.includes(one)) ?? name
  throw invalidField(taken === name ? 'name' : 'aliases', `${taken} is a name of the model ${other.name}`)
}
