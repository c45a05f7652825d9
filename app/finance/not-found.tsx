import { NotThere } from '@/components/ui/not-there'

export default function FinanceNotFound() {
  return <NotThere home="/finance" />
}
