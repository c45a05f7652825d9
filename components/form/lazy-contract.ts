'use client'

import { useEffect, useRef, useState } from 'react'
import type { FieldValues, Resolver } from 'react-hook-form'
import type { z } from 'zod'

/** Fetches what a form is checked by: a page does not bring the checks of every form that may be opened on it. */
export type LoadContract<Input, Output> = () => Promise<z.ZodType<Output, Input>>

/** Checks by a contract that is fetched as the form is shown, so that it is here before anything is typed. */
export function useLazyResolver<Input extends FieldValues, Output>(
  load: LoadContract<Input, Output>,
): Resolver<Input, unknown, Output> {
  const first = useRef(load)
  useEffect(() => {
    // If this fails, the submit tries again, and says so if it fails once more.
    loadResolver(first.current).catch(() => null)
  }, [])
  return async (values, context, options) => (await loadResolver(load))(values, context, options)
}

/** The contract once it is here; null until then. */
export function useContract<Input, Output>(load: LoadContract<Input, Output>): z.ZodType<Output, Input> | null {
  const first = useRef(load)
  const [contract, setContract] = useState<z.ZodType<Output, Input> | null>(null)
  useEffect(() => {
    first.current().then(
      (loaded) => setContract(() => loaded),
      () => null,
    )
  }, [])
  return contract
}

async function loadResolver<Input extends FieldValues, Output>(
  load: LoadContract<Input, Output>,
): Promise<Resolver<Input, unknown, Output>> {
  try {
    const [{ zodResolver }, contract] = await Promise.all([import('@hookform/resolvers/zod'), load()])
    return zodResolver(contract)
  } catch (cause) {
    // As fetch says it of a request without an answer.
    throw new TypeError('What checks this form could not be loaded.', { cause })
  }
}
