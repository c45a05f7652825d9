/** One snippet of the quickstart, and how it is run. */
export type Snippet = {
  id: string
  title: string
  language: 'shell' | 'javascript' | 'python' | 'config'
  /** The file it is saved as; null: it is typed into a shell. */
  file: string | null
  /** How it is run, the key aside; null where nothing is run. */
  run: string | null
  code: string
}

export const KEY_NAME = 'TOLLGATE_KEY'

/** The line that runs a snippet, with the key in its place. */
export function runLine({ run }: Snippet, key = 'tg_…'): string | null {
  return run && `export ${KEY_NAME}="${key}"\n${run}`
}

export function node(id: string, title: string, packages: string, code: string): Snippet {
  const run = `npm install ${packages} && node quickstart.mjs`
  return { id, title, language: 'javascript', file: 'quickstart.mjs', run, code }
}

export function python(id: string, title: string, packages: string, code: string): Snippet {
  const run = `pip install ${packages} && python quickstart.py`
  return { id, title, language: 'python', file: 'quickstart.py', run, code }
}
