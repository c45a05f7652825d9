/** An answer shorter than this is of no use to anybody: where less is left, the gateway refuses instead of asking for a shorter one. */
export const LEAST_ANSWER = 16
