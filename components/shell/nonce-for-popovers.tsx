'use client'

import { setNonce } from 'get-nonce'

/**
 * Hands the document's nonce to the libraries that inject a `<style>` (scroll lock behind dialogs and menus). Read from the document
 * once: after a soft navigation the server would send a newer nonce than the one the browser enforces.
 */
export function NonceForPopovers() {
  if (typeof document !== 'undefined' && !isSet) {
    const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce
    if (nonce) setNonce(nonce)
    isSet = true
  }
  return null
}

let isSet = false
