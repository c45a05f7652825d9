'use client'

import { Check, Columns3 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { Button } from '@/components/ui/button'
import { menuClass, menuItemClass } from '@/components/ui/menu-class'

type Props = { columns: { id: string; title: string }[]; hidden: ReadonlySet<string>; onChange: (hidden: string[]) => void }

/** Which columns are shown. The first one stays: it says what a row is. */
export function ColumnMenu({ columns, hidden, onChange }: Props) {
  const toggle = (id: string) => onChange(hidden.has(id) ? [...hidden].filter((other) => other !== id) : [...hidden, id])
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button className="max-sm:hidden">
          <Columns3 aria-hidden className="size-4" /> Columns
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} className={menuClass}>
          {columns.slice(1).map((column) => (
            <DropdownMenu.CheckboxItem
              key={column.id}
              checked={!hidden.has(column.id)}
              onCheckedChange={() => toggle(column.id)}
              onSelect={(event) => event.preventDefault()}
              className={menuItemClass}
            >
              <span className="inline-flex size-4 items-center">
                <DropdownMenu.ItemIndicator>
                  <Check aria-hidden className="size-4" />
                </DropdownMenu.ItemIndicator>
              </span>
              {column.title}
            </DropdownMenu.CheckboxItem>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
