import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { IntentLink } from '@/components/ui/intent-link'

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger'
type Size = 'small' | 'medium'

type Props = ComponentProps<'button'> & { look?: ButtonLook; size?: Size; isBusy?: boolean }

/** A button. While busy it says so, keeps its width and cannot be pressed twice. */
export function Button({ look = 'secondary', size = 'medium', isBusy, className, children, disabled, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || isBusy}
      aria-busy={isBusy || undefined}
      className={clsx(buttonClass(look, size), className)}
    >
      {isBusy ? <Spinner /> : null}
      {children}
    </button>
  )
}

/** A link that looks like a button: for going somewhere, not for doing something. */
export function ButtonLink({
  look = 'secondary',
  size = 'medium',
  className,
  ...rest
}: ComponentProps<typeof IntentLink> & { look?: ButtonLook; size?: Size; children: ReactNode }) {
  return <IntentLink {...rest} className={clsx(buttonClass(look, size), className)} />
}

const looks: Record<ButtonLook, string> = {
  primary: 'border-transparent bg-accent text-on-accent hover:bg-accent-hover',
  secondary: 'border-line bg-surface text-ink hover:bg-hover',
  quiet: 'border-transparent bg-transparent text-ink-muted hover:bg-hover hover:text-ink',
  danger: 'border-line bg-surface text-danger hover:border-danger hover:bg-danger-soft',
}

/** For what is neither, such as a link to a file. */
export function buttonClass(look: ButtonLook, size: Size): string {
  return clsx(
    'inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium select-none disabled:cursor-not-allowed disabled:opacity-55',
    size === 'small' ? 'h-7 px-2 text-sm' : 'h-8 px-3 text-base max-sm:h-10',
    looks[look],
  )
}

function Spinner() {
  return <span aria-hidden className="size-3.5 animate-spin rounded-full border-2 border-current border-r-transparent" />
}
