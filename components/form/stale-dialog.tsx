'use client'

import { Button } from '@/components/ui/button'
import { Dialog, DialogActions } from '@/components/ui/dialog'

type Props = {
  current: Record<string, unknown>
  mine: Record<string, unknown>
  onKeepMine: () => unknown
  onTakeTheirs: () => void
  onClose: () => void
}

/** Somebody else saved first: both values of every field that differs, and the choice between them. */
export function StaleDialog({ current, mine, onKeepMine, onTakeTheirs, onClose }: Props) {
  const names = Object.keys(mine).filter((name) => name in current && write(mine[name]) !== write(current[name]))
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title="Somebody else changed this meanwhile"
      sentence="Nothing has been saved yet. Choose which values shall stand."
    >
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line text-left text-xs text-ink-muted">
            <th scope="col" className="py-1.5 pr-3 font-medium">
              Field
            </th>
            <th scope="col" className="py-1.5 pr-3 font-medium">
              Theirs, saved
            </th>
            <th scope="col" className="py-1.5 font-medium">
              Yours
            </th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name} className="border-b border-line align-top">
              <th scope="row" className="py-1.5 pr-3 text-left font-normal text-ink-muted">
                {titleOf(name)}
              </th>
              <td className="py-1.5 pr-3 break-all">{write(current[name])}</td>
              <td className="py-1.5 break-all">{write(mine[name])}</td>
            </tr>
          ))}
          {names.length === 0 ? (
            <tr>
              <td colSpan={3} className="py-2 text-ink-muted">
                They changed something that is not on this form; both changes can stand.
              </td>
            </tr>
          ) : null}
        </tbody>
      </table>
      <DialogActions>
        <Button onClick={onTakeTheirs}>Take theirs</Button>
        <Button look="primary" onClick={() => onKeepMine()}>
          Keep mine
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function write(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function titleOf(name: string): string {
  const words = name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
