export type Theme = 'system' | 'light' | 'dark'

/** The cookie that keeps the reader's choice; a cookie, so that the first paint is already right. */
export const themeCookie = 'tollgate-theme'

/** The theme a cookie value names; anything else means the system's. */
export function readTheme(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system'
}
