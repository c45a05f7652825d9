/** ISO 8601 durations as APIM writes them (`P1D`, `PT60M`) in the hours, minutes and seconds breakers here are told. */
export function hoursAndMinutes(text: string): string {
  const seconds = secondsOf(text) ?? 60
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
  return `PT${h > 0 ? `${h}H` : ''}${m > 0 ? `${m}M` : ''}${s > 0 || seconds === 0 ? `${s}S` : ''}`
}

/** Null where it is no duration. */
export function secondsOf(text: string): number | null {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text)
  if (!match) return null
  const [, d = 0, h = 0, m = 0, s = 0] = match.map((part) => (part === undefined ? 0 : Number(part)))
  return (d as number) * 86_400 + (h as number) * 3600 + (m as number) * 60 + (s as number)
}
