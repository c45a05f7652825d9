import { NotThere } from '@/components/ui/not-there'

export default function PortalNotFound() {
  return <NotThere home="/portal" />
}
