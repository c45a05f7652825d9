import { ViewLinks } from '@/components/ui/view-links'

const views = [
  { href: '/admin/users', title: 'Users' },
  { href: '/admin/users/roles', title: 'Roles' },
  { href: '/admin/users/sessions', title: 'Sessions' },
]

/** Who there is, what each may do, who is signed in. */
export function UserViews({ current }: { current: string }) {
  return <ViewLinks label="Users" views={views.map((view) => ({ ...view, isCurrent: view.href === current }))} />
}
