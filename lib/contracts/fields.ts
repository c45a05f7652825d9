/** Field schemas every noun uses. Inputs say what is wrong in a sentence; nothing here transforms an output. */
import { z } from 'zod'
import { type IdNoun, publicIdPattern } from '@/lib/base/ids'

/** An API id of a noun, such as `ten_0190…`. */
export function idOf(noun: IdNoun) {
  return z.string().regex(publicIdPattern(noun), `must be the id of a ${noun}`)
}

export const nameText = z.string().trim().min(1, 'must not be empty').max(120, 'must have at most 120 characters')

export const longText = z.string().trim().max(4000, 'must have at most 4000 characters')

export const reasonText = z.string().trim().min(3, 'give a reason').max(500, 'must have at most 500 characters')

export const emailText = z.email('must be an e-mail address').max(254).toLowerCase()

export const passwordText = z.string().min(12, 'must have at least 12 characters').max(200, 'must have at most 200 characters')

/** An instant with its offset, such as 2026-11-01T00:00:00Z. */
export const instant = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-11-01T00:00:00Z' })

export const day = z.iso.date('must be a date such as 2026-11-01')

export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-11')

/** Money coming in: a decimal string with at most nine decimals. */
export const moneyIn = z.string().regex(/^\d{1,12}(\.\d{1,9})?$/, 'must be a decimal string such as "0.15"')

/** Money going out: an exact decimal string. */
export const money = z.string().regex(/^-?\d+(\.\d{1,9})?$/)

export const count = z.int().min(0)

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be a currency code such as USD')
  .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'is not an ISO 4217 currency')

export const timeZone = z.string().max(64).refine(isTimeZone, 'must be a time zone such as Europe/Berlin')

/** The public name of a model, as callers write it. */
export const modelName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/, 'must be a model name such as gpt-4o-mini')

export const region = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,59}$/, 'must be a region such as swedencentral')

export const version = z.int().min(1)

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
