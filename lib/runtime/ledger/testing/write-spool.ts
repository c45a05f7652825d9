/** A process that writes calls one after the other into a spool, for the test that counts what reaches the disk: `write-spool.ts <directory> <fsync>`. */
import { flushBoardOf } from '@/lib/runtime/ledger/flush-board'
import { createSpool } from '@/lib/runtime/ledger/spool'
import { closeOf, openOf } from '@/lib/runtime/ledger/testing/ledger-entries'

const [, , directory = '', fsync = ''] = process.argv
const options = { directory, segmentBytes: 64 * 1024, maxBytes: 1 << 30, fsync: fsync === '1', board: flushBoardOf() }
const spool = await createSpool({ ...options, onError: () => process.exit(1) })
for (let call = 0; call < 20; call++) {
  const open = openOf()
  await spool.open(open)
  await spool.close(closeOf(open))
}
await spool.end()
