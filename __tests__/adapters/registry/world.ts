import type { RegistryClient, RegistryOptions } from '../../../src/adapters/registry/registry.ts'
import type { Repository } from '../../../src/model/image-name.ts'
import { type FakeRegistry, type RegistrySwitches, startRegistry } from '../../fakes/registry.ts'
import { clientOf, type HastyClock, type KeptLog } from '../../fakes/registry-client.ts'

const open: { close(): unknown }[] = []

/** A registry, a client that may contact it, and the name of its repository `app`. */
export interface World {
  readonly registry: FakeRegistry
  readonly client: RegistryClient & { readonly log: KeptLog; readonly clock: HastyClock }
  readonly app: Repository
}

/** A registry with these switches and a client with these options; both end with the test. */
export async function worldWith(switches: RegistrySwitches = {}, options: Partial<RegistryOptions> = {}): Promise<World> {
  const registry = await openRegistry(switches)
  return { registry, client: openClient([registry.host], options), app: { registry: registry.host, repository: 'app' } }
}

/** A registry that ends with the test. */
export async function openRegistry(switches: RegistrySwitches = {}): Promise<FakeRegistry> {
  const registry = await startRegistry(switches)
  open.push(registry)
  return registry
}

/** A client for these private hosts that ends with the test. */
export function openClient(hosts: readonly string[], options: Partial<RegistryOptions> = {}): World['client'] {
  const client = clientOf(hosts, options)
  open.push(client)
  return client
}

/** Docker configuration with one password per host. */
export function passwords(entries: Readonly<Record<string, string>>): Pick<RegistryOptions, 'dockerConfig'> {
  const auths = Object.entries(entries).map(([host, text]) => [host, { auth: Buffer.from(text).toString('base64') }])
  return { dockerConfig: { file: 'config.json', text: JSON.stringify({ auths: Object.fromEntries(auths) }) } }
}

/** Ends everything that a test opened. */
export async function closeAll(): Promise<void> {
  for (const one of open.splice(0).reverse()) await one.close()
}
