import type { Facts } from '../model/facts.ts'
import { formatName } from '../model/image-name.ts'
import type { InventorySource } from '../model/inventory.ts'
import type { ReportInventory, ReportVulnerabilities, ReportVulnerability } from '../model/report.ts'
import type { Resolution } from '../model/subject.ts'
import type { FoundVulnerability, InventorySide } from '../model/vulnerability.ts'

/** What the report says of an image's vulnerabilities; undefined where nobody looked. Of several predecessors the first counts. */
export function vulnerabilitiesIn({ vulnerabilities }: Facts, { name, answer }: Resolution): ReportVulnerabilities | undefined {
  if (vulnerabilities === undefined || answer.kind !== 'found') return undefined
  const { digest } = answer.value
  const found = vulnerabilities.images.find((one) => one.digest === digest && formatName(one.name) === formatName(name))
  if (found === undefined) return undefined
  const { before, after, compared, introduced, removed, staying, delta } = found
  return {
    // Of a scan the scanner's word counts: nobody else was asked.
    asked: after?.source.kind === 'scan' ? after.source.scanner : vulnerabilities.source,
    compared,
    ...(before === undefined ? {} : { before: inventoryOf(before) }),
    ...(after === undefined ? {} : { after: inventoryOf(after) }),
    ...(delta === undefined
      ? {}
      : { packages: { added: delta.added, removed: delta.removed, changed: delta.changed, same: delta.same } }),
    introduced: introduced.map(vulnerabilityOf),
    removed: removed.map(vulnerabilityOf),
    staying,
    problems: [...found.problems, ...vulnerabilities.problems],
  }
}

/** Where a list of packages is from, and who stands for it, in words. */
export function sourceInWords(source: InventorySource): string {
  if (source.kind === 'layers')
    return `${source.read} of ${source.of} layers${source.shared === undefined ? '' : ', without those that both images have'}`
  const what = source.kind === 'sbom' ? `SBOM (${source.format})` : `scan by ${source.scanner}`
  if (source.vouch.by === 'authority') return `${what}, attested by ${source.vouch.authority}`
  return source.vouch.by === 'nobody' ? `${what} that nobody signed` : `${what} inside the signed index`
}

function inventoryOf({ source, packages, unasked, gaps }: InventorySide): ReportInventory {
  return { source: sourceInWords(source), packages, unasked, gaps }
}

function vulnerabilityOf({
  id,
  aliases,
  packages,
  severity,
  exploited,
  malicious,
  silenced,
}: FoundVulnerability): ReportVulnerability {
  return {
    id,
    aliases,
    packages: packages.map(({ ecosystem, name, version, before, fixed }) => ({
      ecosystem,
      name,
      ...(before === undefined ? {} : { before }),
      after: version,
      ...(fixed === undefined ? {} : { fixed }),
    })),
    ...(severity === undefined ? {} : { severity: severity.rating, severityBy: severity.by }),
    ...(severity?.score === undefined ? {} : { score: severity.score }),
    ...(exploited === undefined ? {} : { exploited: exploited.added }),
    ...(malicious === undefined ? {} : { malicious }),
    ...(silenced === undefined ? {} : { vex: silenced }),
  }
}
