/** What everybody may change about themselves: the name others see, and the password. */
import { expect as atOnce, test } from '@playwright/test'
import { signInAs } from '../demo'
import { makeDeveloper } from './portal-estate'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

test('a new name is seen at once; a new password ends the other sessions, and the old one opens nothing any more', async ({
  page,
  browser,
}) => {
  const me = await makeDeveloper('Own account')
  const elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await signInAs(other, me.email, me.password)
  await signInAs(page, me.email, me.password)
  await page.goto('/account')
  await expect(page.getByRole('table', { name: 'Sessions' }).getByRole('button', { name: 'Sign out' })).toHaveCount(1)

  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Change name' }).click()
  await dialog.getByLabel('Name').fill('')
  await dialog.getByRole('button', { name: 'Save name' }).click()
  await expect(dialog.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByLabel('Name').fill('Grace Lovelace')
  await dialog.getByRole('button', { name: 'Save name' }).click()
  await expect(page.getByText(`Grace Lovelace, ${me.email}`)).toBeVisible()
  await page.getByRole('button', { name: 'Account of Grace Lovelace' }).click()
  await expect(page.getByRole('menu').getByText(me.email)).toBeVisible()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Change password' }).click()
  await dialog.getByLabel('Current password').fill('not the one it is')
  await dialog.getByLabel('New password').fill('a longer way to the tollgate')
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await expect(dialog.getByText('is wrong').first()).toBeVisible()
  await dialog.getByLabel('Current password').fill(me.password)
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('table', { name: 'Sessions' }).getByRole('button', { name: 'Sign out' })).toHaveCount(0)

  await other.goto('/account')
  await expect(other).toHaveURL(/sign-in/)
  await other.getByLabel('E-mail').fill(me.email)
  await other.getByLabel('Password').fill(me.password)
  await other.getByRole('button', { name: 'Sign in' }).click()
  await expect(other.getByRole('alert').first()).toBeVisible()
  await signInAs(other, me.email, 'a longer way to the tollgate')
  await elsewhere.close()
})
