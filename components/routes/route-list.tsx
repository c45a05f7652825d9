import { routeTexts } from '@/components/routes/route-words'
import type { ProductRoutes } from '@/lib/contracts/product-routes'

/** Each route: what is asked for, and what happens then. */
export function RouteList({ routes }: { routes: ProductRoutes }) {
  return (
    <dl className="divide-y divide-line border-y border-line">
      {routes.map((route) => (
        <div key={route.model} className="grid gap-x-6 gap-y-1 py-2.5 sm:grid-cols-[14rem_1fr]">
          <dt className="font-medium">{route.model}</dt>
          <dd>
            <ol className="space-y-0.5">
              {routeTexts(route).map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ol>
          </dd>
        </div>
      ))}
    </dl>
  )
}
