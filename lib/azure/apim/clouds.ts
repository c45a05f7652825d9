/** Where Azure's management and sign-in are, by cloud. */
export type AzureAddresses = { managementUrl: string; authorityUrl: string }

const clouds: Record<string, AzureAddresses> = {
  public: { managementUrl: 'https://management.azure.com', authorityUrl: 'https://login.microsoftonline.com' },
  usgov: { managementUrl: 'https://management.usgovcloudapi.net', authorityUrl: 'https://login.microsoftonline.us' },
  china: { managementUrl: 'https://management.chinacloudapi.cn', authorityUrl: 'https://login.partner.microsoftonline.cn' },
}

export function addressesOf(at: { cloud: string; managementUrl: string | null; authorityUrl: string | null }): AzureAddresses {
  const known = clouds[at.cloud]
  const managementUrl = (at.managementUrl ?? known?.managementUrl ?? '').replace(/\/+$/, '')
  const authorityUrl = (at.authorityUrl ?? known?.authorityUrl ?? '').replace(/\/+$/, '')
  return { managementUrl, authorityUrl }
}

const logs: Record<string, string> = {
  public: 'https://api.loganalytics.io',
  usgov: 'https://api.loganalytics.us',
  china: 'https://api.loganalytics.azure.cn',
}

/** Where Log Analytics is asked; at addresses of one's own beside the management. A token for it is sent nowhere else. */
export function logsUrlOf(at: { cloud: string; managementUrl: string | null; authorityUrl: string | null }): string {
  return logs[at.cloud] ?? addressesOf(at).managementUrl
}
