import { type FieldError, type FieldErrors, get } from 'react-hook-form'

export type RowErrors = {
  message?: string
  root?: { message?: string }
  [index: number]: Record<string, FieldError | undefined> | undefined
}

/** What is wrong with a list of rows: the list itself, or single rows of it. */
export function rowErrors(
  errors: FieldErrors,
  name: string,
): { ofList: string | undefined; ofRow: (index: number) => Record<string, FieldError | undefined> | undefined } {
  const found: RowErrors | undefined = get(errors, name)
  return { ofList: found?.message ?? found?.root?.message, ofRow: (index) => found?.[index] }
}
