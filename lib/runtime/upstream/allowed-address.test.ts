import { describe, expect, it } from 'vitest'
import { isAddressAllowed, isAddressIn } from '@/lib/runtime/upstream/allowed-address'

describe('an outgoing address', () => {
  it.each(['8.8.8.8', '2606:4700::1111'])('%s is public: allowed', (address) => {
    expect(isAddressAllowed(address, [])).toBe(true)
  })

  it.each(['127.0.0.1', '::1', '10.1.2.3', '192.168.0.9', '172.16.5.5', 'fd12::1', '::ffff:10.0.0.1', '0.0.0.0', '100.64.0.1'])(
    '%s is private: allowed only where the admin opened its network',
    (address) => {
      expect(isAddressAllowed(address, [])).toBe(false)
    },
  )

  it('opens what the admin opened, and nothing beside it', () => {
    expect(isAddressAllowed('10.1.2.3', ['10.1.0.0/16'])).toBe(true)
    expect(isAddressAllowed('10.2.2.3', ['10.1.0.0/16'])).toBe(false)
    expect(isAddressAllowed('::ffff:10.1.2.3', ['10.1.0.0/16'])).toBe(true)
  })

  it.each(['169.254.169.254', '::ffff:169.254.169.254', '168.63.129.16', 'fd00:ec2::254', 'fe80::1'])(
    '%s hands out credentials: never, whatever was opened',
    (address) => {
      expect(isAddressAllowed(address, ['0.0.0.0/0', '::/0'])).toBe(false)
    },
  )

  it('knows single addresses and malformed ones', () => {
    expect(isAddressIn('10.0.0.1', ['10.0.0.1'])).toBe(true)
    expect(isAddressIn('not an address', ['0.0.0.0/0'])).toBe(false)
    expect(isAddressIn('10.0.0.1', ['nonsense'])).toBe(false)
  })
})
