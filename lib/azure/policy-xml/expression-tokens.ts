/** The words of a C# expression: names, texts, numbers, signs. Null where there is something else in it. */

export type Token = { kind: 'name' | 'text' | 'number' | 'sign'; value: string }

const TOKEN =
  /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(\d+(?:\.\d+)?)|"((?:[^"\\]|\\.)*)"|@"((?:[^"]|"")*)"|(\|\||&&|==|!=|<=|>=|\?\?|\?\.|[()[\].,!<>+]))/y

const LONGEST = 4_000

export function tokensOf(code: string): Token[] | null {
  if (code.length > LONGEST) return null
  const tokens: Token[] = []
  const text = code.trim()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const [, name, number, plain, verbatim, sign] = TOKEN.exec(text) ?? []
    if (name !== undefined) tokens.push({ kind: 'name', value: name })
    else if (number !== undefined) tokens.push({ kind: 'number', value: number })
    else if (plain !== undefined) tokens.push({ kind: 'text', value: plain.replace(/\\(.)/g, '$1') })
    else if (verbatim !== undefined) tokens.push({ kind: 'text', value: verbatim.replaceAll('""', '"') })
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign })
    else return null
  }
  return tokens
}
