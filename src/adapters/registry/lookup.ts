import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { type Admittance, admits, isLoopbackHost } from './addresses.ts'
import { Stopped, type Trouble } from './trouble.ts'

/** Turns a host name into all of its addresses. */
export type Resolver = (hostname: string) => Promise<readonly LookupAddress[]>

/** Where a request goes and what may be dialled for it. */
export interface Dialling {
  readonly url: URL
  readonly admittance: Admittance
}

/** Every address of the name must be admitted, and exactly these addresses are dialled: the name is not resolved again. */
export function checkedLookup(resolver: Resolver, ask: Dialling): LookupFunction {
  const admittance = ask.url.protocol === 'http:' && isLoopbackHost(ask.url.hostname) ? 'loopback' : ask.admittance
  return (hostname, options, callback) => {
    resolver(hostname).then(
      (addresses) => {
        const first = addresses[0]
        const bad = addresses.find((one) => !admits(ask.admittance, one.address) || !admits(admittance, one.address))
        if (first === undefined)
          callback(new Stopped({ kind: 'unreachable', detail: `${hostname} has no address`, again: false }), '')
        else if (bad !== undefined) callback(new Stopped(refused(hostname, bad.address)), '')
        else if (options.all === true) callback(null, [...addresses])
        else callback(null, first.address, first.family)
      },
      (error) => callback(error, ''),
    )
  }
}

/** The trouble of an address that this run may not contact. */
export function refused(hostname: string, address: string): Trouble {
  const detail = `${hostname} is at ${address}, which is not an address that this run may contact (allowPrivate in the policy's registries admits private addresses of a registry)`
  return { kind: 'host-not-allowed', detail, again: false }
}
