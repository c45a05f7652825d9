/** What an expression of +, −, ×, ÷ and parentheses comes to, exactly: as a fraction, nothing rounded. */
export type Fraction = { n: bigint; d: bigint }

export function exactly(text: string): Fraction {
  const signs = text.match(/[\d.,]+|[()+−×÷]/g) ?? []
  let at = 0
  const factor = (): Fraction => {
    const sign = signs[at++] ?? ''
    if (sign !== '(') return numberOf(sign)
    const inner = sum()
    at++
    return inner
  }
  const product = (): Fraction => {
    let left = factor()
    while (signs[at] === '×' || signs[at] === '÷') {
      const isTimes = signs[at++] === '×'
      const right = factor()
      left = isTimes ? { n: left.n * right.n, d: left.d * right.d } : { n: left.n * right.d, d: left.d * right.n }
    }
    return left
  }
  const sum = (): Fraction => {
    let left = product()
    while (signs[at] === '+' || signs[at] === '−') {
      const sign = signs[at++] === '+' ? 1n : -1n
      const right = product()
      left = { n: left.n * right.d + sign * right.n * left.d, d: left.d * right.d }
    }
    return left
  }
  return sum()
}

function numberOf(text: string): Fraction {
  const [whole = '', fraction = ''] = text.replaceAll(',', '').split('.')
  if (!/^\d+$/.test(whole)) throw new Error(`${text} is no number`)
  return { n: BigInt(whole + fraction), d: 10n ** BigInt(fraction.length) }
}
