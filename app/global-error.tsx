'use client'

/** Where even the root layout failed: no styles, no client code to rely on. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body style={{ fontFamily: 'system-ui, sans-serif', margin: '20vh auto', maxWidth: '28rem', padding: '0 1rem' }}>
        <h1 style={{ fontSize: '1.25rem' }}>Tollgate could not show this page</h1>
        <p>The server met an error. Nothing was changed. Reload the page in a moment.</p>
        {error.digest ? <p>Reference {error.digest}</p> : null}
      </body>
    </html>
  )
}
