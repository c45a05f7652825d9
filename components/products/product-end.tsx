import { Time } from '@/components/ui/time'
import type { Product } from '@/lib/contracts/product'

type Ending = Pick<Product, 'state' | 'retiresAt' | 'retirementNote'>

/** What everybody who uses a product should know of its end; nothing where there is none in sight. */
export function ProductEnd({ product: { state, retiresAt, retirementNote } }: { product: Ending }) {
  if (state !== 'deprecated' && state !== 'retired') return null
  return (
    <>
      {' '}
      {state === 'retired' ? 'Its calls are refused' : retiresAt ? 'It answers calls until ' : 'It is deprecated, without a date'}
      {state === 'retired' && retiresAt ? ' since ' : null}
      {retiresAt ? <Time value={retiresAt} /> : null}. {retirementNote}
    </>
  )
}
