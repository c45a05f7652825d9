/**
 * A connection brings the same key call after call. Its digest is kept as long as the connection lasts, so that it is made
 * once; whether the key is still good is asked anew each time.
 */
import { isEqualDigest } from '@/lib/base/digest'

/** Keys are short; tokens of sign-in providers are kept as well, up to this. */
const LONGEST = 4_096
/** A character is at most three bytes of UTF-8. */
const scratch = Buffer.alloc(3 * LONGEST)

export class DigestMemo {
  private secret: Buffer | null = null
  /** As much of `scratch` as the secret has bytes. */
  private window: Buffer = scratch
  private digest = ''

  /** The digest of a secret where it is the one kept; compared in constant time, for a proxy may carry many callers on one connection. */
  find(secret: string): string | null {
    if (this.secret === null || secret.length > LONGEST) return null
    const length = scratch.write(secret, 'utf8')
    return length === this.secret.length && isEqualDigest(this.window, this.secret) ? this.digest : null
  }

  /** From now on this one. */
  keep(secret: string, digest: string): void {
    if (secret.length > LONGEST) return
    const length = scratch.write(secret, 'utf8')
    this.window = scratch.subarray(0, length)
    this.secret = Buffer.alloc(length)
    scratch.copy(this.secret, 0, 0, length)
    this.digest = digest
  }
}
