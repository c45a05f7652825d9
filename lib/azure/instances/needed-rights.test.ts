import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { missingRights, neededRights } from '@/lib/azure/instances/needed-rights'

const given = (actions: string[], notActions: string[] = []) => [{ actions, notActions }]

describe('rights', () => {
  it('are those of the role in the documentation', () => {
    const text = readFileSync('docs/azure/connect.md', 'utf8')
    const [, json = '{}'] = /```json\n([\s\S]*?)```/.exec(text) ?? []
    const { Actions } = JSON.parse(json) as { Actions: string[] }
    expect(Actions.toSorted()).toEqual(neededRights.map(({ action }) => action).toSorted())
    expect(missingRights(given(Actions))).toEqual([])
  })

  it('come by wildcards, in any case, and what one role denies another may give', () => {
    expect(missingRights(given(['*']))).toEqual([])
    expect(missingRights(given(['microsoft.apimanagement/service/*']))).toEqual([])
    const denied = given(['*'], ['Microsoft.ApiManagement/service/backends/write'])
    expect(missingRights(denied).map(({ action }) => action)).toEqual(['Microsoft.ApiManagement/service/backends/write'])
    expect(missingRights([...denied, ...given(['*/write'])])).toEqual([])
  })

  it('to read are not enough to publish', () => {
    const missing = missingRights(given(['*/read']))
    expect(missing.some(({ needed }) => needed === 'read')).toBe(false)
    expect(missing.some(({ needed }) => needed === 'publish')).toBe(true)
  })
})
