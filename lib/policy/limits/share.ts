/** What each of several gateways may let through where each counts for itself: together exactly the amount. */

/** How many gateways there are, and which of them this one is (from 0). */
export type Share = { count: number; rank: number }

export const alone: Share = Object.freeze({ count: 1, rank: 0 })

/** This gateway's part of an amount. The parts of all of them add up to it. */
export function shareOf(amount: number, { count, rank }: Share): number {
  if (count <= 1 || amount <= 0) return amount
  const rest = amount % count
  return (amount - rest) / count + (rank < rest ? 1 : 0)
}
