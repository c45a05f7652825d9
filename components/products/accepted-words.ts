/** What callers of a product bring, in words. */
export const acceptedChoices = [
  { value: 'key-or-token', label: 'a subscription key, or a token' },
  { value: 'key', label: 'a subscription key' },
  { value: 'token', label: 'a token' },
  { value: 'key-and-token', label: 'both: the key in api-key, the token as Bearer' },
]

export function describeAccepted(accepts: string): string {
  return acceptedChoices.find(({ value }) => value === accepts)?.label ?? accepts
}
