import { readInventoryWith } from '../gate/read-inventory.ts'
import { printCyclonedx } from '../inventory/print-cyclonedx.ts'
import { formatName, parseImageName } from '../model/image-name.ts'
import type { InventoryChoice } from '../model/inventory.ts'
import type { Policy } from '../model/policy.ts'
import { UsageError } from '../model/usage-error.ts'
import { resolve } from '../resolve/resolve.ts'
import { version } from '../wiring.ts'
import type { Command } from './arguments.ts'
import { startAsking } from './asking.ts'
import type { Terminal } from './terminal.ts'

const UNVERIFIED = 3

/**
 * `preadmit inventory`: the packages of an image as CycloneDX, from the first source that has a list: those that the policy names, else what
 * any of its authorities attested or the build laid into the index. Ends as 3 where no source has one, which is not an empty list.
 */
export async function inventory(command: Command, terminal: Terminal): Promise<number> {
  const [text, ...more] = command.positionals
  const parsed = text === undefined ? undefined : parseImageName(text)
  if (parsed?.ok !== true || more.length > 0)
    throw new UsageError('inventory needs one image', 'preadmit inventory ghcr.io/acme/web:1.4')
  const { policy, now, doors, attestations } = await startAsking(command, terminal, '2m')
  const registry = doors.openRegistry(policy)
  const [resolution] = await resolve([parsed.name], registry, {})
  if (resolution?.answer.kind !== 'found') return tell(terminal, `${text}: ${whyNot(resolution?.answer)}`)
  const { digest } = resolution.answer.value
  const read = readInventoryWith({ registry, trust: doors.openTrust(policy), attestations, authorities: policy.authorities, now })
  const open: string[] = []
  for (const choice of choicesOf(policy)) {
    const answer = await read(parsed.name, digest, choice)
    if (answer.kind === 'found') {
      terminal.print(printCyclonedx({ name: formatName(parsed.name), digest }, answer.value, version))
      return 0
    }
    open.push(`${choice.kind}: ${whyNot(answer)}`)
  }
  return tell(terminal, `which packages ${text} has is not known: ${open.join('; ')}`)
}

function choicesOf({ vulnerabilities, authorities }: Policy): readonly InventoryChoice[] {
  if (vulnerabilities !== undefined) return vulnerabilities.inventory
  const signedBy = authorities.map(({ name }) => name)
  return [...(signedBy.length === 0 ? [] : [{ kind: 'sbom', signedBy } as const]), { kind: 'inline-sbom' }]
}

function whyNot(answer: { readonly kind: string; readonly problem?: { readonly detail: string } } | undefined): string {
  return answer?.problem?.detail ?? 'there is none'
}

function tell(terminal: Terminal, why: string): number {
  terminal.complain(why)
  return UNVERIFIED
}
