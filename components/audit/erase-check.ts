import { z } from 'zod'

/** The person to erase. */
export const eraseCheck = z.object({ userId: z.string().min(1, 'must be chosen') })
