import { ViewLinks } from '@/components/ui/view-links'

/** What there is: by product, as one subscribes, or by model, to compare. */
export function CatalogViews({ current }: { current: 'products' | 'models' }) {
  return (
    <ViewLinks
      label="Catalog"
      views={[
        { href: '/portal/catalog', title: 'Products', isCurrent: current === 'products' },
        { href: '/portal/catalog/models', title: 'Models compared', isCurrent: current === 'models' },
      ]}
    />
  )
}
