/** The account page's two forms: each asks for its own part of what may be changed. */
import { z } from 'zod'
import { meUpdate } from '@/lib/contracts/me'

export const nameOnly = z.strictObject({ name: meUpdate.shape.name.unwrap() })
export const passwordOnly = z.strictObject({ password: meUpdate.shape.password.unwrap() })
