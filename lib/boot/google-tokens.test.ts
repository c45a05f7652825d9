import { describe, expect, it } from 'vitest'
import { accountKeyFile, createTokenService, simulatedToken } from '@/lib/boot/testing/google-account'
import { createGoogleTokens } from '@/lib/runtime/tokens/google-tokens'

describe('tokens of a Google service account', () => {
  it('are asked for once, however many calls need one, and from Google whatever the key file says', async () => {
    const service = createTokenService()
    const tokenOf = createGoogleTokens(Date.now, service.fetch)
    const tokens = await Promise.all(Array.from({ length: 50 }, () => tokenOf(accountKeyFile)))
    expect(new Set(tokens)).toEqual(new Set([simulatedToken]))
    expect(service.asked).toEqual(['https://oauth2.googleapis.com/token'])
    // Known by now: nobody waits.
    expect(tokenOf(accountKeyFile)).toBe(simulatedToken)
  })

  it('are replaced while the old one is still good, behind the back of the call that noticed', async () => {
    // Good for two minutes yet: less than a token is kept for.
    const service = createTokenService(120)
    const tokenOf = createGoogleTokens(Date.now, service.fetch)
    await tokenOf(accountKeyFile)
    expect(tokenOf(accountKeyFile)).toBe(simulatedToken)
    await expect.poll(() => service.asked.length, { timeout: 20_000 }).toBe(2)
  })

  it('are none for a key Google does not know', async () => {
    const stranger = createTokenService()
    const file = { ...JSON.parse(accountKeyFile), client_email: 'somebody@else' }
    const tokenOf = createGoogleTokens(Date.now, stranger.fetch)
    await expect(Promise.resolve().then(() => tokenOf(JSON.stringify(file)))).rejects.toThrow()
  })

  it('are asked for anew once nobody has answered in time', async () => {
    const service = createTokenService()
    let isSilent = true
    const fetch: typeof globalThis.fetch = (...asked) => (isSilent ? new Promise(() => {}) : service.fetch(...asked))
    const tokenOf = createGoogleTokens(Date.now, fetch, 250)
    await expect(tokenOf(accountKeyFile)).rejects.toThrow('did not answer')
    isSilent = false
    await expect.poll(async () => tokenOf(accountKeyFile), { timeout: 20_000 }).toBe(simulatedToken)
  })
})
