/** What a process tells of itself with each heartbeat, for the fleet page and for the other gateways. */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { findProjectRoot } from '@/lib/base/project-root'
import type { DataPlane } from '@/lib/boot/data-plane'
import { liveMembers } from '@/lib/boot/live-members'

export function createReplicaStatus(dataPlane: DataPlane, servesCalls: boolean): () => object {
  const host = hostname()
  const version = readVersion()
  return () => ({
    host,
    version,
    servesCalls,
    ledger: dataPlane.ledger.status(),
    counters: dataPlane.counters.status(),
    inFlightBytes: dataPlane.gateway.state.bodies.bytes(),
    members: liveMembers(dataPlane.gateway.state.pools, dataPlane.now()),
  })
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(path.join(findProjectRoot(), 'package.json'), 'utf8')) as { version: string }
  return version
}
