/** The keys that do something everywhere; shown with "?". */
import type { NavGroup } from '@/components/shell/navigation'

export type GoTo = { key: string; href: string; title: string }

const letters: Record<string, string> = {
  '/admin': 'o',
  '/admin/tenants': 't',
  '/admin/users': 'u',
  '/admin/subscriptions': 's',
  '/admin/approvals': 'a',
  '/admin/keys': 'k',
  '/admin/products': 'p',
  '/admin/models': 'm',
  '/admin/backends': 'b',
  '/admin/pools': 'r',
  '/admin/limits': 'l',
  '/admin/prices': 'e',
  '/admin/cache': 'h',
  '/admin/calls': 'c',
  '/admin/alerts': 'w',
  '/admin/audit': 'd',
  '/admin/fleet': 'f',
  '/portal': 's',
  '/portal/catalog': 'p',
  '/portal/usage': 'u',
  '/portal/calls': 'c',
  '/portal/tenants': 't',
  '/finance': 'c',
  '/finance/prices': 'e',
}

/** "g", then a letter: the pages of this reader's menu. */
export function goTos(groups: NavGroup[]): GoTo[] {
  return groups
    .flatMap((group) => group.entries)
    .flatMap(({ href, title }) => {
      const key = letters[href]
      return key ? [{ key, href, title }] : []
    })
}

export const everywhere = [
  { keys: ['Ctrl', 'K'], what: 'Search pages, things and acts' },
  { keys: ['/'], what: 'Search the table' },
  { keys: ['?'], what: 'Show these keys' },
  { keys: ['↑', '↓'], what: 'Move between the rows of a table' },
  { keys: ['Esc'], what: 'Close what is open' },
]
