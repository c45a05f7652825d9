'use client'

import { useSyncExternalStore } from 'react'

/** Keys without Ctrl can be turned off: who speaks to their computer, or rests a hand on the keys, must not set them off. */
const NAME = 'tollgate.single-keys'
const CHANGED = 'tollgate-single-keys'

export function areSingleKeysOn(): boolean {
  return typeof localStorage === 'undefined' || localStorage.getItem(NAME) !== 'off'
}

/** Whether they are on, and the switch. */
export function useSingleKeys(): [boolean, (isOn: boolean) => void] {
  const isOn = useSyncExternalStore(subscribe, areSingleKeysOn, () => true)
  const set = (next: boolean) => {
    if (next) localStorage.removeItem(NAME)
    else localStorage.setItem(NAME, 'off')
    window.dispatchEvent(new Event(CHANGED))
  }
  return [isOn, set]
}

/** True while somebody types, or a dialog has the keyboard: then a letter is a letter. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement
  return target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]') !== null
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener(CHANGED, onChange)
  return () => window.removeEventListener(CHANGED, onChange)
}
