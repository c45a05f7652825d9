'use client'

import { useId, useState } from 'react'
import { useController } from 'react-hook-form'
import { Checkbox, Input, Select } from '@/components/ui/input'
import { unitKinds } from '@/lib/contracts/enumerations'
import type { ServiceOffer, ServiceOperationIn } from '@/lib/contracts/service'

type Operation = ServiceOffer['operations'][number]

/** Which operations are served, and what a call of each counts as. What is not chosen is not reached. */
export function OperationsField({ name, offered }: { name: string; offered: readonly Operation[] }) {
  const { field, fieldState } = useController({ name })
  const chosen = (field.value ?? []) as ServiceOperationIn[]
  const isChosen = (one: Operation) => chosen.some((other) => isSame(one, other))
  const toggle = (one: Operation) => {
    field.onChange(isChosen(one) ? chosen.filter((other) => !isSame(one, other)) : [...chosen, one])
  }
  const setUnits = (one: Operation, units: ServiceOperationIn['units']) => {
    field.onChange(chosen.map((other) => (isSame(one, other) ? { ...other, units } : other)))
  }
  return (
    <fieldset className="border-t border-line pt-4">
      <legend className="mb-1 font-medium">Operations</legend>
      <p className="text-sm text-ink-muted">
        A call counts as so many units, or as many as a field of its answer says; what only asks for a result costs nothing.
        Prices are set per unit.
      </p>
      <ul className="mt-2 divide-y divide-line border-y border-line">
        {offered.map((one) => (
          <OperationRow
            key={`${one.method} ${one.path}`}
            operation={one}
            isChosen={isChosen(one)}
            onToggle={() => toggle(one)}
            onUnits={(units) => setUnits(one, units)}
          />
        ))}
      </ul>
      {fieldState.error ? (
        <p className="mt-1 text-sm text-danger">{`Operations: ${messageOf(fieldState.error) ?? 'one is not right'}`}</p>
      ) : null}
    </fieldset>
  )
}

type RowProps = {
  operation: Operation
  isChosen: boolean
  onToggle: () => void
  onUnits: (units: ServiceOperationIn['units']) => void
}

function OperationRow({ operation, isChosen, onToggle, onUnits }: RowProps) {
  const id = useId()
  const { units } = operation
  const [kind, setKind] = useState<string>(units?.kind ?? '')
  const [amount, setAmount] = useState(units && 'field' in units ? units.field : String(units?.perCall ?? 1))
  const label = `${operation.method} ${operation.path}`
  const change = (nextKind: string, nextAmount: string) => {
    setKind(nextKind)
    setAmount(nextAmount)
    onUnits(unitsOf(nextKind, nextAmount))
  }
  return (
    <li className="py-2 sm:flex sm:items-start sm:gap-3">
      <label htmlFor={id} className="flex min-w-0 flex-1 items-start gap-2.5">
        <Checkbox id={id} checked={isChosen} onChange={onToggle} className="mt-0.5" />
        <span className="min-w-0">
          <code className="text-sm [overflow-wrap:anywhere]">{label}</code>
          {operation.summary ? <span className="block text-sm text-ink-muted">{operation.summary}</span> : null}
        </span>
      </label>
      {isChosen ? (
        <div className="mt-2 flex gap-2 pl-7 sm:mt-0 sm:w-72 sm:pl-0">
          <Select
            aria-label={`What a call of ${label} counts as`}
            value={kind}
            onChange={(event) => change(event.target.value, amount)}
          >
            <option value="">Costs nothing</option>
            {unitKinds.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </Select>
          {kind === '' ? null : (
            <Input
              aria-label={`How many ${kind} a call of ${label} counts as, or the field that says`}
              value={amount}
              placeholder="1 or usage.pages"
              onChange={(event) => change(kind, event.target.value)}
            />
          )}
        </div>
      ) : null}
    </li>
  )
}

function unitsOf(kind: string, amount: string): ServiceOperationIn['units'] {
  const known = unitKinds.find((one) => one === kind)
  if (!known) return null
  const text = amount.trim()
  return text !== '' && Number.isFinite(Number(text)) ? { kind: known, perCall: Number(text) } : { kind: known, field: text }
}

function isSame(one: Operation, other: Pick<ServiceOperationIn, 'method' | 'path'>): boolean {
  return one.method === other.method && one.path === other.path
}

/** Of a list the message is its own, or the first of what is wrong inside. */
function messageOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('message' in error && typeof error.message === 'string' && error.message !== '') return error.message
  for (const inner of Object.values(error)) {
    const message = messageOf(inner)
    if (message) return message
  }
  return undefined
}
