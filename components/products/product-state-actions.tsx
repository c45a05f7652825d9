'use client'

import { useState } from 'react'
import { DeprecateProduct, RetireProduct } from '@/components/products/retire-product'
import { Button, type ButtonLook } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Product } from '@/lib/contracts/product'

type Move = {
  verb: string
  path: string
  look: ButtonLook
  from: Product['state'][]
  done: string
  consequence: (product: Product) => string
}

const moves: Move[] = [
  {
    verb: 'Publish',
    path: 'publish',
    look: 'primary',
    from: ['draft', 'deprecated', 'retired'],
    done: 'is published',
    consequence: (product) =>
      `Developers see ${product.name} in the catalog and can subscribe to it${product.requiresApproval ? ', each subscription waiting for an admin' : ' without asking'}.`,
  },
]

/** The states a product can go to from where it is. */
export function ProductStateActions({ product }: { product: Product }) {
  const { state } = product
  return (
    <>
      {moves
        .filter((move) => move.from.includes(state))
        .map((move) => (
          <StateAction key={move.path} move={move} product={product} />
        ))}
      {state === 'published' || state === 'deprecated' ? (
        <>
          <DeprecateProduct product={product} />
          <RetireProduct product={product} />
        </>
      ) : null}
    </>
  )
}

function StateAction({ move, product }: { move: Move; product: Product }) {
  const [isOpen, setIsOpen] = useState(false)
  const command = useCommand(() => sendJson('POST', `products/${product.id}/${move.path}`, {}, { version: product.version }))
  return (
    <>
      <Button look={move.look} onClick={() => setIsOpen(true)}>
        {move.verb}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`${move.verb} ${product.name}?`}
        consequence={move.consequence(product)}
        verb={`${move.verb} product`}
        look={move.look === 'danger' ? 'danger' : 'primary'}
        onConfirm={async () => {
          await command.mutateAsync(undefined)
          toast.done(`${product.name} ${move.done}.`)
        }}
      />
    </>
  )
}
