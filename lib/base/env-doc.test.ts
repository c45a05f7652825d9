import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { findProjectRoot } from '@/lib/base/project-root'

it('the README names every variable of the environment, and no other', () => {
  const root = findProjectRoot()
  const source = readFileSync(path.join(root, 'lib/base/env.ts'), 'utf8')
  const variables = [...source.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name)
  const table = readFileSync(path.join(root, 'README.md'), 'utf8').match(/^\| `[A-Z].*$/gm) ?? []
  const described = table.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name))
  expect(described.sort()).toEqual(variables.sort())
})
