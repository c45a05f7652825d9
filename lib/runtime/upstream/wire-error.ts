/** What came over a connection is no HTTP/1.1 as we read it. */
export class WireError extends Error {
  override name = 'WireError'
}
