import { NotThere } from '@/components/ui/not-there'

export default function NotFound() {
  return (
    <main className="px-4">
      <NotThere home="/" />
    </main>
  )
}
