/** What a file the browser gets may reach, followed through every import that is there at run time. */
import { browserParts, partOf } from './layers'
import type { Rule } from './rules'
import { type ImportFact, isBuiltin, type SourceFile } from './source-file'

export const browserStaysInItsParts: Rule = (sources) =>
  walkFromClients(sources, (from, trail) => {
    const part = partOf(from.path)
    if (part && !browserParts.includes(part)) {
      return `${trail} reaches ${from.path}: the browser gets ${browserParts.join(', ')} only. Load it in a server component or through the API.`
    }
    const builtin = from.imports.find(({ text, isTypeOnly }) => !isTypeOnly && isBuiltin(text))
    return builtin
      ? `${trail} reaches ${from.path}, which imports ${builtin.text}: the browser has no Node modules. Split that file.`
      : null
  })

/** What checks a form is heavy, and most pages open none: it comes with the form. */
export const checksComeLate: Rule = (sources) =>
  walkFromClients(
    sources,
    (from, trail) => {
      const isZod = ({ text }: ImportFact) => text === 'zod' || text === '@hookform/resolvers/zod'
      return from.imports.some((found) => !found.isTypeOnly && !found.isLate && isZod(found))
        ? `${trail} reaches ${from.path}, which imports zod: every reader of the page would load it. Fetch it with import() where it is used; put plain lists into lib/contracts/enumerations.ts.`
        : null
    },
    ({ isLate }) => !isLate,
  )

function walkFromClients(
  sources: readonly SourceFile[],
  judge: (file: SourceFile, trail: string) => string | null,
  follows: (found: ImportFact) => boolean = () => true,
): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const faults = new Map<string, string>()
  const seen = new Set<string>()
  const walk = (source: SourceFile, origin: string): void => {
    if (seen.has(source.path)) return
    seen.add(source.path)
    const fault = judge(source, origin)
    if (fault) {
      faults.set(source.path, fault)
      return
    }
    for (const found of source.imports) {
      const next = found.isTypeOnly || !found.file || !follows(found) ? undefined : byPath.get(found.file)
      if (next) walk(next, origin)
    }
  }
  for (const source of sources) if (source.isClient) walk(source, source.path)
  return [...faults.values()]
}
