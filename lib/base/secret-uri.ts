/** The address of a secret in Azure Key Vault: https://{vault}.vault.azure.net/secrets/{name}, and a version at its end where one is meant. */

export type SecretPlace = { vaultUrl: string; name: string; version: string | null }

export function parseSecretUri(uri: string): SecretPlace | null {
  if (!URL.canParse(uri)) return null
  const { origin, pathname, username, search, hash } = new URL(uri)
  const [, name, version] = /^\/secrets\/([A-Za-z0-9-]{1,127})(?:\/([0-9a-f]{32}))?\/?$/.exec(pathname) ?? []
  if (name === undefined || username !== '' || search !== '' || hash !== '') return null
  return { vaultUrl: origin, name, version: version ?? null }
}
