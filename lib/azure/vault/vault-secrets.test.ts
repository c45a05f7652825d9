import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createManagedIdentity } from '@/lib/azure/identity/managed-identity'
import { createVaultSecrets } from '@/lib/azure/vault/vault-secrets'
import { setLibraryEnv } from '@/lib/base/env'
import { startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { modelResourceOf } from '@/lib/policy/azure-resource'
import { type SimulatedIdentity, startIdentity } from '@/simulator/azure/identity/start-identity'
import { createVault, type SimulatedVault } from '@/simulator/azure/vault/vault'

let service: SimulatedIdentity
let vault: SimulatedVault
let control: TestControl
beforeAll(async () => {
  control = await startTestControl()
  vault = createVault()
  service = await startIdentity([], [vault.answer])
  // As App Service tells its guests where their identity is.
  setLibraryEnv('IDENTITY_ENDPOINT', `${service.url}/msi/token`)
  setLibraryEnv('IDENTITY_HEADER', 'simulated')
})
afterAll(async () => {
  await service.close()
  await control.close()
})

describe('the managed identity of this host, by the official package', () => {
  it('is asked once, however many calls need a token, and never waited for while one is good', async () => {
    const at = { nowMs: Date.now() }
    const identity = createManagedIdentity(() => at.nowMs)
    const ask = { clientId: null, resource: modelResourceOf('https://x.openai.azure.com') }
    const before = service.entra.asked.managed
    const tokens = await Promise.all(Array.from({ length: 50 }, () => identity.get(ask)))
    expect(new Set(tokens).size).toBe(1)
    expect(service.entra.asked.managed).toBe(before + 1)
    expect(service.entra.isIssued(tokens[0] ?? '', ask.resource)).toBe(true)
    expect(identity.get(ask)).toBe(tokens[0])
    // Near its end the old one is still handed out, at once, and asked for anew behind that.
    at.nowMs += 56 * 60_000
    expect(identity.get(ask)).toBe(tokens[0])
  })

  it('asks for the cloud a backend is in', () => {
    expect(modelResourceOf('https://x.openai.azure.us')).toBe('https://cognitiveservices.azure.us')
    expect(modelResourceOf('https://x.openai.azure.cn/openai')).toBe('https://cognitiveservices.azure.cn')
  })
})

describe('a secret of Key Vault, by the official package', () => {
  const identity = createManagedIdentity(Date.now)

  it('is kept, and a new version heard of within minutes, or at once when the old one was refused', async () => {
    const at = { nowMs: 1_000_000 }
    vault.set('openai', 'first')
    const secrets = createVaultSecrets(() => at.nowMs, identity)
    const uri = `${service.url}/secrets/openai`
    expect(await secrets.get(uri)).toBe('first')
    vault.set('openai', 'second')
    expect(secrets.get(uri)).toBe('first')
    at.nowMs += 121_000
    await expect.poll(() => secrets.get(uri), { timeout: 20_000 }).toBe('second')
    vault.set('openai', 'third')
    at.nowMs += 11_000
    secrets.refused(uri)
    await expect.poll(() => secrets.get(uri), { timeout: 20_000 }).toBe('third')
  })

  it('stays at the version its address names, and is used on while the vault is away', async () => {
    const at = { nowMs: 1_000_000 }
    const version = vault.set('pinned', 'old')
    vault.set('pinned', 'new')
    const secrets = createVaultSecrets(() => at.nowMs, identity)
    const uri = `${service.url}/secrets/pinned/${version}`
    expect(await secrets.get(uri)).toBe('old')
    vault.isUp = false
    try {
      at.nowMs += 11 * 3_600_000
      expect(secrets.get(uri)).toBe('old')
      await expect.poll(() => secrets.failureOf(uri), { timeout: 20_000 }).not.toBeNull()
      expect(secrets.get(uri)).toBe('old')
      at.nowMs += 2 * 3_600_000
      await expect(secrets.get(uri)).rejects.toThrow()
    } finally {
      vault.isUp = true
    }
  })

  it('is an error that names no secret where it is not there, or its address is none', async () => {
    const secrets = createVaultSecrets(Date.now, identity)
    await expect(secrets.get(`${service.url}/secrets/nobody`)).rejects.toThrow(/not found/)
    await expect(secrets.get(`${service.url}/keys/other`)).rejects.toThrow('none')
  })
})
