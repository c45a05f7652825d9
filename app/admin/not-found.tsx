import { NotThere } from '@/components/ui/not-there'

export default function AdminNotFound() {
  return <NotThere home="/admin" />
}
