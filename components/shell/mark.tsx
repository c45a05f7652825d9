/** The product's mark: a gate with its bar raised. */
export function Mark() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className="size-5 shrink-0 text-accent">
      <rect x="2" y="3" width="3.5" height="14" rx="1" fill="currentColor" />
      <path d="M5 12.2 16.6 4.4a1.4 1.4 0 0 1 1.6 2.3L6.6 14.5Z" fill="currentColor" opacity=".55" />
      <rect x="14.5" y="12" width="3.5" height="5" rx="1" fill="currentColor" />
    </svg>
  )
}
