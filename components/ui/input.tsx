import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

const box =
  'w-full rounded-md border border-line-strong bg-surface px-2.5 text-ink placeholder:text-ink-faint disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-muted aria-invalid:border-danger'

/** The look of something that opens a list. */
export const selectLook =
  'appearance-none bg-[url("/chevron.svg")] bg-[position:right_0.5rem_center] bg-[length:1rem] bg-no-repeat pr-8'

/** One line of text. */
export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={clsx(box, 'h-8 max-sm:h-10', className)} />
}

/** Several lines of text. */
export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea rows={3} {...rest} className={clsx(box, 'py-1.5', className)} />
}

/** The browser's own list: it works with every keyboard, screen reader and phone. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select {...rest} className={clsx(box, selectLook, 'h-8 max-sm:h-10', className)} />
}

export function Checkbox({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} type="checkbox" className={clsx('size-4 shrink-0 accent-accent', className)} />
}
