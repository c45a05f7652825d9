/** Each role opens each page: it is there, or it is as if it were not, as the permission table says. Generated from both. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect as atOnce, test } from '@playwright/test'
import { isAction, rolesFor } from '../../lib/access/permissions'
import { signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 300_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Asked = { url: string; action: string }

/** The pages below a folder without a parameter in their path, and the action each asks for. */
function listPages(folder: string): Asked[] {
  const inside = readdirSync(path.join('app', folder), { withFileTypes: true })
  const own = inside.filter((entry) => entry.name === 'page.tsx').map(() => ({ url: `/${folder}`, action: actionOf(folder) }))
  const below = inside.filter((entry) => entry.isDirectory() && !entry.name.startsWith('['))
  return [...own, ...below.flatMap((entry) => listPages(`${folder}/${entry.name}`))]
}

function actionOf(folder: string): string {
  const source = readFileSync(path.join('app', folder, 'page.tsx'), 'utf8')
  return /requireActor\('([\w.]+)'\)/.exec(source)?.[1] ?? ''
}

const pages = ['admin', 'portal', 'finance'].flatMap(listPages)

test('every page asks for an action of the table', () => {
  expect(pages.filter(({ action }) => !isAction(action))).toEqual([])
  expect(pages.length).toBeGreaterThan(25)
})

/** Whose front door each audience's is. */
const doors: Record<string, string[]> = {
  admin: ['admin', 'auditor'],
  portal: ['admin', 'auditor', 'owner', 'developer', 'viewer'],
  finance: ['admin', 'finance', 'auditor', 'owner'],
}

for (const role of ['admin', 'auditor', 'finance', 'owner', 'developer', 'viewer']) {
  test(`the ${role} sees the pages they may, and of the others not that they are there`, async ({ page }) => {
    await signIn(page, role)
    const statuses: string[] = []
    const expected: string[] = []
    for (const { url, action } of pages) {
      if (!isAction(action)) continue
      const roles: readonly string[] = rolesFor(action)
      const isOpen = doors[url.split('/')[1] ?? '']?.includes(role)
      expected.push(`${url} ${isOpen && (roles.includes(role) || roles.includes('self')) ? 200 : 404}`)
      const response = await page.request.get(url)
      // A page that had begun to stream says so inside.
      const isHidden = (await response.text()).includes('NEXT_HTTP_ERROR_FALLBACK;404')
      statuses.push(`${url} ${isHidden ? 404 : response.status()}`)
    }
    expect(statuses).toEqual(expected)
  })
}
