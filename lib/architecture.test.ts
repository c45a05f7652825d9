/** The house rules, executable. Each is tried on the project, and on a small wrong house to see that it would speak. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { findProjectRoot } from '@/lib/base/project-root'
import { browserStaysInItsParts, checksComeLate } from '../scripts/architecture/browser-rules'
import { readProject } from '../scripts/architecture/read-project'
import * as rules from '../scripts/architecture/rules'
import { parseSources } from '../scripts/architecture/source-file'

const root = findProjectRoot()
const project = parseSources(readProject(root))
const house = (files: Record<string, string>) => parseSources(new Map(Object.entries(files)))

type Case = { name: string; rule: rules.Rule; wrong: Record<string, string>; says: RegExp }

const cases: Case[] = [
  {
    name: 'an import goes to a lower level only',
    rule: rules.arrowsGoDown,
    wrong: { 'lib/base/a.ts': "import type { B } from '@/lib/control/b'", 'lib/control/b.ts': 'export type B = 1' },
    says: /lib\/base\/a\.ts imports lib\/control\/b\.ts.*lower level/,
  },
  {
    name: 'the gateway imports policy and base only',
    rule: rules.arrowsGoDown,
    wrong: { 'lib/gateway/a.ts': "import { c } from '@/lib/db/client'", 'lib/db/client.ts': 'export const c = 1' },
    says: /gateway may import policy, base only/,
  },
  {
    name: 'folders of one level do not import each other',
    rule: rules.arrowsGoDown,
    wrong: { 'lib/policy/a.ts': "export { d } from '@/lib/db/d'", 'lib/db/d.ts': 'export const d = 1' },
    says: /policy is 1, db 1/,
  },
  {
    name: 'the product does not know the simulator',
    rule: rules.arrowsGoDown,
    wrong: { 'lib/runtime/a.ts': "await import('@/simulator/s')", 'simulator/s.ts': '' },
    says: /only boot, scripts and tests/,
  },
  {
    name: 'imports do not run in a circle, type imports counted',
    rule: rules.noCycles,
    wrong: { 'lib/base/a.ts': "import type { B } from './b'", 'lib/base/b.ts': "import { a } from './a'" },
    says: /lib\/base\/a\.ts → lib\/base\/b\.ts → lib\/base\/a\.ts/,
  },
  {
    name: 'a file has at most 300 lines, a test 500',
    rule: rules.filesAreShort,
    wrong: { 'lib/base/a.ts': '//\n'.repeat(301), 'lib/base/b.test.ts': '//\n'.repeat(500) },
    says: /lib\/base\/a\.ts has 301 lines/,
  },
  {
    name: 'only lib/base/env.ts reads the environment',
    rule: rules.environmentIsReadOnce,
    wrong: { 'lib/db/a.ts': 'const url = process.env.URL', 'lib/base/env.ts': 'process.env' },
    says: /lib\/db\/a\.ts reads process\.env/,
  },
  {
    name: 'Prisma lives under lib/db',
    rule: rules.prismaStaysInDb,
    wrong: { 'lib/control/a.ts': "import { P } from '@prisma/client'", 'lib/db/b.ts': "import { P } from '@prisma/client'" },
    says: /lib\/control\/a\.ts imports @prisma\/client/,
  },
  {
    name: 'SQL by hand lives under lib/db, lib/reports and lib/runtime',
    rule: rules.sqlStaysBelow,
    wrong: { 'lib/control/a.ts': 'db.$queryRaw`select 1`', 'lib/reports/b.ts': 'db.$queryRaw`select 1`' },
    says: /lib\/control\/a\.ts sends SQL by hand/,
  },
  {
    name: 'Next is known by the upper floors only',
    rule: rules.nextStaysAbove,
    wrong: { 'lib/control/a.ts': "import { headers } from 'next/headers'", 'app/page.tsx': "import Link from 'next/link'" },
    says: /lib\/control\/a\.ts imports next\/headers/,
  },
  {
    name: 'the browser reaches contracts, access, base, client and components only',
    rule: browserStaysInItsParts,
    wrong: { 'components/a.tsx': "'use client'\nimport { c } from '@/lib/db/c'", 'lib/db/c.ts': 'export const c = 1' },
    says: /components\/a\.tsx reaches lib\/db\/c\.ts/,
  },
  {
    name: 'nothing a client file reaches imports a Node module',
    rule: browserStaysInItsParts,
    wrong: { 'components/a.tsx': "'use client'\nimport { c } from '@/lib/base/c'", 'lib/base/c.ts': "import fs from 'node:fs'" },
    says: /components\/a\.tsx reaches lib\/base\/c\.ts, which imports node:fs/,
  },
  {
    name: 'nothing a client file reaches brings zod with it',
    rule: checksComeLate,
    wrong: {
      'components/a.tsx': "'use client'\nimport { b } from '@/lib/contracts/b'",
      'lib/contracts/b.ts': "import { z } from 'zod'",
      'components/c.tsx': "'use client'\nimport type { D } from '@/lib/contracts/d'\nimport('@/lib/contracts/d')",
      'lib/contracts/d.ts': "import { z } from 'zod'",
    },
    says: /components\/a\.tsx reaches lib\/contracts\/b\.ts, which imports zod/,
  },
  {
    name: 'files are named for what they hold, and there are no barrels',
    rule: rules.namesSayWhat,
    wrong: { 'lib/base/utils.ts': '', 'lib/base/index.ts': '' },
    says: /lib\/base\/utils\.ts.*not utils/,
  },
  {
    name: 'default exports are only where Next wants them',
    rule: rules.exportsHaveNames,
    wrong: { 'components/a.tsx': 'export default function A() {}', 'app/admin/page.tsx': 'export default function Page() {}' },
    says: /components\/a\.tsx has a default export/,
  },
  {
    name: 'every management route is an endpoint',
    rule: rules.routesAreEndpoints,
    wrong: {
      'app/api/v1/a/route.ts': "export { GET } from '@/lib/http/x'",
      'app/api/v1/b/route.ts': 'export const POST = endpoint(createTenant)',
    },
    says: /app\/api\/v1\/a\/route\.ts exports GET/,
  },
  {
    name: 'every page of an audience checks its actor itself',
    rule: rules.pagesCheckTheirActor,
    wrong: { 'app/admin/keys/page.tsx': 'export default function Page() {}', 'app/finance/page.tsx': 'await requireActor()' },
    says: /app\/admin\/keys\/page\.tsx does not check its actor/,
  },
  {
    name: 'tests mock no module',
    rule: rules.testsUseTheRealThing,
    wrong: { 'lib/base/a.test.ts': "vi.mock('./b')", 'lib/base/b.ts': '' },
    says: /lib\/base\/a\.test\.ts mocks a module/,
  },
]

describe.each(cases)('$name', ({ rule, wrong, says }) => {
  test('in this project', () => expect(rule(project)).toEqual([]))

  test('a wrong file is named, a right one is not', () => {
    const faults = rule(house(wrong))
    expect(faults[0]).toMatch(says)
    expect(faults.length).toBeLessThanOrEqual(rule === rules.namesSayWhat ? 2 : 1)
  })
})

test('every folder of lib says in at most 15 lines what it is', () => {
  const folders = readdirSync(path.join(root, 'lib'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const faults = folders.flatMap(({ name }) => {
    const file = path.join(root, 'lib', name, 'README.md')
    if (!existsSync(file))
      return [`lib/${name} has no README.md: say what it is, what it may import, and which file to open first.`]
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').length
    return lines > 15 ? [`lib/${name}/README.md has ${lines} lines: at most 15.`] : []
  })
  expect(faults).toEqual([])
})
