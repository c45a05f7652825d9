/** What the demo wrote for scripts, and how a test signs in. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'

export type Demo = {
  url: string
  accounts: { email: string; password: string; role: string }[]
  keys: { product: string; key: string }[]
  managementToken: string
}

/** Read when a test runs, not before: the demo writes it while it starts. */
export function readDemo(): Demo {
  return JSON.parse(readFileSync(path.join(process.env.E2E_DATA_DIR ?? '.data/e2e', 'demo.json'), 'utf8')) as Demo
}

export async function signIn(page: Page, role: string): Promise<void> {
  const account = readDemo().accounts.find((one) => one.role === role)
  if (!account) throw new Error(`the demo has no ${role}`)
  await signInAs(page, account.email, account.password)
}

export async function signInAs(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).not.toHaveURL(/sign-in/, { timeout: 30_000 })
}

/** Calls the management API with the demo's token. */
export async function callApi<T>(
  method: string,
  resource: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<T> {
  const { url, managementToken } = readDemo()
  const response = await fetch(`${url}/api/v1/${resource}`, {
    method,
    headers: { authorization: `Bearer ${managementToken}`, 'content-type': 'application/json', ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!response.ok) throw new Error(`${method} ${resource}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

/** Chooses one of very many by typing its name. */
export async function choose(within: Page | Locator, label: string, name: string): Promise<void> {
  const field = within.getByRole('combobox', { name: new RegExp(`^${label}( \\(optional\\))?$`) })
  await field.click()
  await field.fill(name)
  const page = 'page' in within ? within.page() : within
  await page.getByRole('option', { name }).first().click()
  await expect(field).toHaveValue(name, { timeout: 30_000 })
}
