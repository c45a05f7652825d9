'use client'

import { useSyncExternalStore } from 'react'

type Style = 'moment' | 'day' | 'ago'

/** A moment in the viewer's zone, UTC on hover. The server does not know the zone: it writes UTC, the browser corrects it. */
export function Time({ value, style = 'moment' }: { value: string | Date; style?: Style }) {
  const isBrowser = useSyncExternalStore(noSubscription, isTrue, isFalse)
  const date = typeof value === 'string' ? new Date(value) : value
  if (Number.isNaN(date.getTime())) return null
  const utc = `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
  const text = isBrowser ? write(date, style) : style === 'day' ? utc.slice(0, 10) : utc.slice(0, 16)
  return (
    <time dateTime={date.toISOString()} title={utc} className="whitespace-nowrap">
      {text}
    </time>
  )
}

/** Made once: a page has hundreds of moments, and making a format takes as long as a hundred uses of it. */
const fullDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

function write(date: Date, style: Style): string {
  if (style === 'day') return fullDay.format(date)
  if (style === 'ago') return ago(date)
  const isThisYear = date.getFullYear() === new Date().getFullYear()
  return `${(isThisYear ? dayOfYear : fullDay).format(date)}, ${clock.format(date)}`
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

function ago(date: Date): string {
  const seconds = Math.round((date.getTime() - Date.now()) / 1000)
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit)
  }
  return 'now'
}

const noSubscription = () => () => {}
const isTrue = () => true
const isFalse = () => false
