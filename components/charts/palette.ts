/** The one palette, colour-blind safe, used in this order in every chart. */
const palette = [
  'var(--chart-1)',
  'var(--chart-2)',
  'var(--chart-3)',
  'var(--chart-4)',
  'var(--chart-5)',
  'var(--chart-6)',
  'var(--chart-7)',
  'var(--chart-8)',
]

/** The colour of the n-th series; past the end the last, grey, stands for all the rest. */
export function chartColour(index: number): string {
  return palette[Math.min(index, palette.length - 1)] ?? 'var(--chart-8)'
}
