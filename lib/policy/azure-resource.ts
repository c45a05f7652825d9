/** What a token for Azure's models is for, in the cloud a backend is in. */
export function modelResourceOf(baseUrl: string): string {
  const { hostname } = new URL(baseUrl)
  if (hostname.endsWith('.azure.us')) return 'https://cognitiveservices.azure.us'
  if (hostname.endsWith('.azure.cn')) return 'https://cognitiveservices.azure.cn'
  return 'https://cognitiveservices.azure.com'
}
