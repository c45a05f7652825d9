'use client'

import { type BaseSyntheticEvent, useState } from 'react'
import { type DefaultValues, type FieldValues, type Path, useForm } from 'react-hook-form'
import { type LoadContract, useLazyResolver } from '@/components/form/lazy-contract'
import { ApiError } from '@/lib/client/api-error'

type Options<Input extends FieldValues, Output> = {
  /** The contract the server checks, so that the browser says the same. */
  contract: LoadContract<Input, Output>
  defaults: DefaultValues<Input>
  /** Sends what was entered; `version` is the one to write over. */
  submit: (input: Output, version?: number) => Promise<unknown>
  onDone?: () => void
  version?: number
  /** An edit: only what was changed is sent, so that two people's changes to different fields can both stand. */
  isEdit?: boolean
}

export type StaleWrite = { current: Record<string, unknown> & { version: number } }

/**
 * A form over a contract. What the server finds wrong lands at the field it is about; a write somebody else overtook is shown with
 * both values; nothing typed is ever lost.
 */
export function useContractForm<Input extends FieldValues, Output>(options: Options<Input, Output>) {
  const [version, setVersion] = useState(options.version)
  const [stale, setStale] = useState<StaleWrite | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const resolver = useLazyResolver(options.contract)
  const form = useForm<Input, unknown, Output>({
    resolver,
    defaultValues: options.defaults,
    // Not on blur: a message that appears while the button is being pressed would move it away from under the pointer.
    mode: 'onSubmit',
  })

  // Read while rendering: the library only tracks what is read.
  const { dirtyFields } = form.formState

  const submit = (over: number | undefined, event?: BaseSyntheticEvent) => {
    setFailure(null)
    return form
      .handleSubmit((input) => send(input, over))(event)
      .catch(setFailure)
  }

  const send = async (whole: Output, over: number | undefined) => {
    const input = options.isEdit ? pick(whole, dirtyFields) : whole
    if (options.isEdit && Object.keys(input as object).length === 0) return options.onDone?.()
    try {
      await options.submit(input, over)
      setStale(null)
      options.onDone?.()
    } catch (error) {
      if (error instanceof ApiError && error.status === 412 && isVersioned(error.current))
        return setStale({ current: error.current })
      if (error instanceof ApiError) placeFieldErrors(error)
      setFailure(error)
    }
  }

  const placeFieldErrors = (error: ApiError) => {
    for (const [index, field] of error.fields.entries()) {
      form.setError(field.path as Path<Input>, { type: 'server', message: field.message }, { shouldFocus: index === 0 })
    }
  }

  return {
    form,
    failure,
    stale,
    /** The names of the fields that were changed here. */
    changed: Object.keys(dirtyFields),
    onSubmit: (event?: BaseSyntheticEvent) => submit(version, event),
    /** Writes what was typed over what somebody else saved. */
    keepMine: () => submit(stale?.current.version),
    /** Takes what somebody else saved for those fields, and goes on from there. */
    takeTheirs: () => {
      if (!stale) return
      for (const name of Object.keys(form.getValues())) {
        if (name in stale.current) form.setValue(name as Path<Input>, stale.current[name] as never)
      }
      setVersion(stale.current.version)
      setStale(null)
    },
    closeStale: () => setStale(null),
  }
}

export type ContractForm<Input extends FieldValues, Output> = ReturnType<typeof useContractForm<Input, Output>>

/** What was changed, as the contract put it out. */
function pick<Output>(whole: Output, dirty: object): Output {
  return Object.fromEntries(Object.entries(whole as object).filter(([name]) => name in dirty)) as Output
}

function isVersioned(value: unknown): value is StaleWrite['current'] {
  return typeof value === 'object' && value !== null && 'version' in value && typeof value.version === 'number'
}
