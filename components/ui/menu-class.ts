/** How every menu looks, wherever it opens. */
export const menuClass = 'z-50 max-h-[70vh] min-w-48 overflow-y-auto rounded-md border border-line bg-surface p-1 shadow-lg'
export const menuItemClass =
  'flex w-full cursor-pointer items-center gap-2 rounded px-2 py-1.5 text-left outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover'
