/** A key is rotated while callers use it: they are told when the old one is silent, and not one call is refused on the way. */
import { expect as expectSoon, test } from '@playwright/test'
import { readDemo, signInAs } from '../demo'
import { makeDeveloper, makeKey, makeProduct } from './portal-estate'

test.describe.configure({ timeout: 240_000 })
const expect = expectSoon.configure({ timeout: 60_000 })

const CALLERS = 4

type Traffic = { key: string; statuses: Map<string, number[]>; stop(): Promise<void> }

/** Callers that go on calling with whichever key they have been given, one call after the other. */
function startTraffic(url: string, model: string, first: string): Traffic {
  const traffic = { key: first, statuses: new Map<string, number[]>() }
  let isRunning = true
  const caller = async () => {
    while (isRunning) {
      const { key } = traffic
      const answer = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model, messages: [{ role: 'user', content: 'say still here' }] }),
      })
      await answer.text()
      traffic.statuses.set(key, [...(traffic.statuses.get(key) ?? []), answer.status])
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const running = Array.from({ length: CALLERS }, caller)
  return Object.assign(traffic, {
    stop: async () => {
      isRunning = false
      await Promise.all(running)
    },
  })
}

test('from the first step of a rotation to the end of the old key not one call is refused', async ({ page }) => {
  const product = await makeProduct('Rotation')
  const developer = await makeDeveloper('Rotation')
  const { keyId, key: oldKey } = await makeKey(developer, product)
  // A key that was made a moment ago is not yet known at every gateway.
  await expect.poll(() => works(oldKey)).toBe(200)
  const traffic = startTraffic(readDemo().url, product.model, oldKey)
  try {
    await expect.poll(() => traffic.statuses.get(oldKey)?.length ?? 0).toBeGreaterThan(CALLERS)
    await signInAs(page, developer.email, developer.password)
    await page.goto('/portal/keys')
    await page.getByRole('button', { name: /^Rotate primary key/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate key' }).click()
    const field = page.getByRole('dialog').getByRole('textbox', { name: 'Key' })
    await expect(field).toHaveValue(/^tg_/)
    const newKey = await field.inputValue()
    await page.getByRole('button', { name: 'I have stored it' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Nobody has used the new key yet' })).toBeVisible()

    // Retiring is not offered while anybody uses the old key.
    await expect(page.getByRole('button', { name: 'Retire the old key' })).toHaveCount(0)
    await expect.poll(() => works(newKey)).toBe(200)
    traffic.key = newKey
    await expect(page.getByRole('status').filter({ hasText: 'Callers are moving' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Retire the old key' })).toHaveCount(0)

    // By five minutes they would be moving for long: these callers are all in sight.
    await page.getByLabel('Silent means no call for').selectOption('15')
    await expect(page.getByRole('status').filter({ hasText: 'The old key is silent' })).toBeVisible()
    await page.getByRole('button', { name: 'Retire the old key' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'The rotation is over' })).toBeVisible()
    await expect.poll(() => works(oldKey)).toBe(401)
    const before = traffic.statuses.get(newKey)?.length ?? 0
    await expect.poll(() => traffic.statuses.get(newKey)?.length ?? 0).toBeGreaterThan(before + CALLERS)
  } finally {
    await traffic.stop()
  }
  const all = [...traffic.statuses.values()].flat()
  process.stdout.write(
    `${JSON.stringify({ keyId, calls: all.length, refused: all.filter((status) => status !== 200).length })}\n`,
  )
  expect(traffic.statuses.size).toBe(2)
  expect(all.filter((status) => status !== 200)).toEqual([])
})

async function works(key: string): Promise<number> {
  const { status } = await fetch(`${readDemo().url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })
  return status
}
