/** PT1H30M10.5S in milliseconds, or null where it is not such a duration. */
export function durationMs(text: string | null | undefined): number | null {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?$/.exec(text ?? '')
  if (!match || text === 'PT') return null
  const [, hours = '0', minutes = '0', seconds = '0'] = match
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000)
}
