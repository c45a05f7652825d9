import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { findProjectRoot } from '@/lib/base/project-root'
import { refusalStatus } from '@/lib/gateway/refusal'

it('docs/gateway-errors.md describes every refusal with its status, and no other', () => {
  const text = readFileSync(path.join(findProjectRoot(), 'docs/gateway-errors.md'), 'utf8')
  const described = [...text.matchAll(/^\| `([a-z_]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [code, Number(status)])
  expect(described.sort()).toEqual(Object.entries(refusalStatus).sort())
})
