/** What every code means, read from the documents that list them: the page of a code and its line there are one text. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { findProjectRoot } from '@/lib/base/project-root'

export type ErrorPage = {
  code: string
  status: number
  /** Who answers with it. */
  plane: 'gateway' | 'management'
  /** The heading it stands under. */
  group: string
  meaning: string
  waiting: string
  advice: string
}

const documents = [
  { plane: 'gateway', file: 'gateway-errors.md' },
  { plane: 'management', file: 'errors.md' },
] as const

let made: readonly ErrorPage[] | undefined

/** All of them, in the order of the documents. */
export function listErrorPages(): readonly ErrorPage[] {
  made ??= documents.flatMap(({ plane, file }) =>
    readErrorTable(readFileSync(path.join(findProjectRoot(), 'docs', file), 'utf8'), plane),
  )
  return made
}

/** Null where there is no such code. */
export function findErrorPage(code: string): ErrorPage | null {
  return listErrorPages().find((page) => page.code === code) ?? null
}

/** The rows `| code | status | meaning | waiting | advice |` of a document. */
export function readErrorTable(text: string, plane: ErrorPage['plane']): ErrorPage[] {
  const pages: ErrorPage[] = []
  let group = plane === 'gateway' ? 'The gateway' : 'The management API'
  for (const line of text.split('\n')) {
    if (line.startsWith('## ')) group = line.slice(3).trim()
    const row = /^\| `([\w.]+)` \| (\d{3}) \| (.+?) \| (.*?) \| ?(.*?) ?\|$/.exec(line)
    if (!row) continue
    const [, code = '', status, meaning = '', waiting = '', advice = ''] = row
    pages.push({ code, status: Number(status), plane, group, meaning, waiting, advice })
  }
  return pages
}
