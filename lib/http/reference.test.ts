import { expect, it } from 'vitest'
import { listReference, referenceDocuments } from '@/lib/http/reference'
import { routeList } from '@/lib/http/routes'

it('names every operation of both documents, each once, with its fields', () => {
  const management = listReference('management')
  expect(management.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
    routeList.map(({ method, path }) => `${method} ${path}`).sort(),
  )
  const issue = management.find(({ id }) => id === 'postSubscriptionsByIdKeys')
  expect(issue?.body?.find(({ name }) => name === 'slot')).toMatchObject({ type: 'primary | secondary', isRequired: true })
  expect(JSON.parse(issue?.sample ?? '')).toEqual({ slot: 'primary' })
  for (const name of Object.keys(referenceDocuments) as (keyof typeof referenceDocuments)[]) {
    const ids = listReference(name).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  }
})

it('describes what the gateway reads of a chat', () => {
  const chat = listReference('gateway').find(({ path }) => path === '/v1/chat/completions')
  expect(chat?.body?.filter(({ isRequired }) => isRequired).map(({ name }) => name)).toEqual(['model', 'messages'])
  expect(JSON.parse(chat?.sample ?? '')).toMatchObject({ model: '', messages: [{ role: 'system' }] })
})
