import { describe, expect, it } from 'vitest'
import { requireSameSite } from '@/lib/http/same-site'

const PUBLIC = 'https://console.example.com'

const passes = (headers: Record<string, string>, method = 'POST') => {
  try {
    requireSameSite(new Request('http://10.0.0.5:3000/api/v1/tenants', { method, headers }), PUBLIC)
    return true
  } catch {
    return false
  }
}

describe('a write that rides on a cookie', () => {
  it('is taken from our own pages', () => {
    expect(passes({ origin: PUBLIC })).toBe(true)
    expect(passes({ origin: 'http://localhost:3000', host: 'localhost:3000' })).toBe(true)
    expect(passes({ 'sec-fetch-site': 'same-origin' })).toBe(true)
  })

  it('is refused from anywhere else, and where nothing says where from', () => {
    expect(passes({ origin: 'https://evil.example' })).toBe(false)
    expect(passes({ origin: 'null' })).toBe(false)
    expect(passes({ origin: 'https://console.example.com.evil.example' })).toBe(false)
    expect(passes({ 'sec-fetch-site': 'same-site' })).toBe(false)
    expect(passes({})).toBe(false)
  })

  it('is not asked of reads, nor of management tokens', () => {
    expect(passes({}, 'GET')).toBe(true)
    expect(passes({ authorization: 'Bearer tgm_x', origin: 'https://evil.example' })).toBe(true)
  })
})
