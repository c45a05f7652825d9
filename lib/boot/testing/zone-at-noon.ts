/** Time zones, one for about every third hour of the day. */
const zones = [
  'Pacific/Tarawa',
  'Asia/Tokyo',
  'Asia/Dhaka',
  'Asia/Dubai',
  'Europe/Stockholm',
  'Atlantic/Azores',
  'America/Sao_Paulo',
  'America/Chicago',
  'America/Los_Angeles',
  'Pacific/Honolulu',
  'Pacific/Pago_Pago',
]

/** A time zone where it is about noon, of the same date as in UTC: while a test runs no day, week or month ends there. */
export function zoneAtNoon(nowMs = Date.now()): string {
  const fromNoon = (timeZone: string) => {
    const hour = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(nowMs)
    return Math.abs(Number(hour) - 12)
  }
  return zones.toSorted((a, b) => fromNoon(a) - fromNoon(b))[0] ?? 'UTC'
}
