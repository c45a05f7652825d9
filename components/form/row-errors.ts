import { type FieldError, type FieldErrors, get } from 'react-hook-form'

type RowErrors = {
  message?: string
  root?: { message?: string }
  [index: number]: Record<string, FieldError | undefined> | undefined
}

/** What is wrong with a list of rows, the list itself or single rows of it; said once the form was sent, not while a row is begun. */
export function rowErrors(
  { errors, isSubmitted }: State,
  name: string,
): { ofList: string | undefined; ofRow: (index: number) => RowError } {
  const found: RowErrors | undefined = isSubmitted ? get(errors, name) : undefined
  return { ofList: found?.message ?? found?.root?.message, ofRow: (index) => found?.[index] }
}

type State = { errors: FieldErrors; isSubmitted: boolean }
type RowError = Record<string, FieldError | undefined> | undefined
