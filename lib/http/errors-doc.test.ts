import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { faultStatus } from '@/lib/base/fault-codes'
import { findProjectRoot } from '@/lib/base/project-root'

it('docs/errors.md describes every fault code with its status, and no other', () => {
  const text = readFileSync(path.join(findProjectRoot(), 'docs/errors.md'), 'utf8')
  const described = [...text.matchAll(/^\| `([a-z_.]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [code, Number(status)])
  expect(described.sort()).toEqual(Object.entries(faultStatus).sort())
})
