/** What a gateway promises at its door. The same list runs against every door there is. */
import { answerCases } from '@/lib/boot/testing/answer-cases'
import { failureCases } from '@/lib/boot/testing/failure-cases'
import { limitCases } from '@/lib/boot/testing/limit-cases'
import { poolFailureCases } from '@/lib/boot/testing/pool-failure-cases'
import { poolRoutingCases } from '@/lib/boot/testing/pool-routing-cases'
import { productCases } from '@/lib/boot/testing/product-cases'
import { refusalCases } from '@/lib/boot/testing/refusal-cases'
import { responsesCases } from '@/lib/boot/testing/responses-cases'
import type { ConformanceCase } from '@/lib/boot/testing/target'
import { tokenCases } from '@/lib/boot/testing/token-cases'

export const conformanceCases: readonly ConformanceCase[] = [
  ...refusalCases,
  ...answerCases,
  ...limitCases,
  ...failureCases,
  ...poolFailureCases,
  ...poolRoutingCases,
  ...productCases,
  ...responsesCases,
  ...tokenCases,
]
