/** The playground calls the gateway as any program does, with a key of ten minutes: answers, tools, images, a schema, two models, refusals. */
import { expect as expectSoon, type Page, test } from '@playwright/test'
import { callApi, signInAs } from '../demo'
import { joinTenant, makeDeveloper, makeKey, makeProduct } from './portal-estate'

test.describe.configure({ timeout: 240_000 })
const expect = expectSoon.configure({ timeout: 45_000 })

const MODELS = ['gpt-4o-mini', 'gpt-4o']
/** One red pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message').fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible()
}

const lastAnswer = (page: Page, model: string) => page.getByRole('article', { name: `Answer of ${model}` }).last()

test('a conversation with two models, told what it cost, kept in the browser, and taken away as code', async ({ page }) => {
  const product = await makeProduct('Playground', { models: MODELS })
  const developer = await makeDeveloper('Playground')
  const { subscriptionId } = await makeKey(developer, product)
  const sent: { cookie: string | undefined; authorization: string | undefined }[] = []
  page.on('request', async (request) => {
    if (!request.url().endsWith('/v1/chat/completions')) return
    const { cookie, authorization } = await request.allHeaders()
    sent.push({ cookie, authorization })
  })
  await signInAs(page, developer.email, developer.password)
  await page.goto('/portal/playground')

  await page.getByLabel('Model', { exact: true }).selectOption('gpt-4o-mini')
  await page.getByLabel('Beside it').selectOption('gpt-4o')
  await page.getByLabel('System prompt').fill('Be brief.')
  await say(page, 'say open sesame')
  for (const model of MODELS) {
    await expect(lastAnswer(page, model)).toContainText('open sesame')
    await expect(lastAnswer(page, model)).toContainText(/\d+ tokens in, \d+ out/)
    await expect(lastAnswer(page, model)).toContainText(/\$0\.\d+/)
    await expect(lastAnswer(page, model).getByRole('link', { name: 'How it was decided' })).toBeVisible()
  }
  // Both with the same ten-minute key, and nothing of the session.
  await expect.poll(() => sent.length).toBe(2)
  expect(sent.map(({ cookie }) => cookie)).toEqual([undefined, undefined])
  expect(new Set(sent.map(({ authorization }) => authorization)).size).toBe(1)
  expect(sent[0]?.authorization).toMatch(/^Bearer tg_[0-9A-Za-z]{38}$/)
  const { items } = await callApi<{ items: { slot: string }[] }>('GET', `keys?subscriptionId=${subscriptionId}`)
  expect(items).toHaveLength(1)

  await page.getByRole('button', { name: 'See it as code' }).click()
  await expect(page.getByText('-H "Authorization: Bearer $TOLLGATE_KEY"')).toBeVisible()

  await page.reload()
  await expect(page.getByRole('article')).toHaveCount(0)
  await page.getByRole('button', { name: 'say open sesame', exact: true }).click()
  await expect(lastAnswer(page, 'gpt-4o')).toContainText('open sesame')
  await page.getByRole('button', { name: 'Forget all of them' }).click()
  await expect(page.getByText('Nothing yet. Conversations are kept in this browser')).toBeVisible()
})

test('tools, a schema and an image are sent as they are written', async ({ page }) => {
  const product = await makeProduct('Playground', { models: MODELS })
  const developer = await makeDeveloper('Playground')
  await makeKey(developer, product)
  await signInAs(page, developer.email, developer.password)
  await page.goto('/portal/playground')
  await page.getByLabel('Model', { exact: true }).selectOption('gpt-4o-mini')

  await page.getByLabel('Tools').fill('{')
  await expect(page.getByText(/The tools must be JSON/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled()
  await page.getByLabel('Tools').fill('')
  await page.getByRole('button', { name: 'Begin with an example of a tool' }).click()
  await say(page, 'How is the weather?')
  await expect(lastAnswer(page, 'gpt-4o-mini')).toContainText('get_weather(')
  await page.getByLabel('What get_weather answers').fill('Rain.')
  await say(page, 'say umbrella')
  await expect(lastAnswer(page, 'gpt-4o-mini')).toContainText('umbrella')

  await page.getByRole('button', { name: 'New conversation' }).click()
  await page.getByLabel('Tools').fill('')
  await page.getByRole('button', { name: 'Begin with an example of a schema' }).click()
  await say(page, 'Is it?')
  await expect(lastAnswer(page, 'gpt-4o-mini')).toContainText('"sure":')

  await page.getByRole('button', { name: 'New conversation' }).click()
  await page.getByLabel('JSON schema').fill('')
  await page.getByLabel('Add images').setInputFiles({ name: 'pixel.png', mimeType: 'image/png', buffer: PIXEL })
  await expect(page.getByAltText('To send, number 1')).toBeVisible()
  await say(page, 'What is it?')
  await expect(lastAnswer(page, 'gpt-4o-mini')).toContainText('I see one image')
})

test('a refusal says what it is, whether waiting helps, and where its page is; whoever may not call finds no playground', async ({
  page,
  browser,
}) => {
  const product = await makeProduct('Playground')
  const developer = await makeDeveloper('Playground')
  const { subscriptionId } = await makeKey(developer, product)
  await callApi('POST', 'limits', {
    name: `None ${subscriptionId}`,
    scope: { subscriptionId },
    countBy: 'subscription',
    measure: 'requests',
    window: { kind: 'quota', period: 'month' },
    amount: 0,
  })
  await signInAs(page, developer.email, developer.password)
  await page.goto('/portal/playground')
  await say(page, 'say nothing')
  await expect(page.getByRole('link', { name: /What (quota_exceeded|request_too_large_for_limit) means/ })).toBeVisible()

  const viewer = await joinTenant(developer.tenantId, 'viewer')
  const other = await browser.newContext()
  const looking = await other.newPage()
  await signInAs(looking, viewer.email, viewer.password)
  await looking.goto('/portal/playground')
  await expect(looking.getByRole('heading', { level: 1 })).toHaveText('There is nothing here')
  await other.close()
})
