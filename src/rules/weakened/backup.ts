import type { Rule } from '../../case/rule.ts'
import { type Field, itemFields, textAt, under } from '../../kubernetes/field.ts'
import { typeOf } from '../../kubernetes/pods.ts'
import { truthOf } from '../../kubernetes/scalar.ts'
import type { ManifestObject } from '../../model/manifest-object.ts'
import { addedTexts, lostTexts } from '../../posture/weakening/controls.ts'
import { removed, type Weakness, weakeningRule } from '../../posture/weakening/weakening-rule.ts'

/** Objects that make backups, with the field that pauses them. */
const SCHEDULES: Readonly<Record<string, string>> = {
  'velero.io/Schedule': 'paused',
  'config.kio.kasten.io/Policy': 'paused',
  'k8up.io/Schedule': 'suspend',
  'postgresql.cnpg.io/ScheduledBackup': 'suspend',
}
/** Fields that say what becomes of data, with the value that keeps it and the value that counts where none is written. */
const RETENTION: Readonly<Record<string, readonly (readonly [readonly string[], string])[]>> = {
  '/PersistentVolume': [[['spec', 'persistentVolumeReclaimPolicy'], 'Retain']],
  'storage.k8s.io/StorageClass': [[['reclaimPolicy'], 'Delete']],
  'snapshot.storage.k8s.io/VolumeSnapshotClass': [[['deletionPolicy'], 'Delete']],
  'apps/StatefulSet': [
    [['spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted'], 'Retain'],
    [['spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled'], 'Retain'],
  ],
}
const EXCLUDE_LABEL = 'velero.io/exclude-from-backup'
const VOLUMES = 'backup.velero.io/backup-volumes'

export const weakenedBackup: Rule = weakeningRule({
  name: 'backup',
  level: 'warning',
  summary: 'Something is no longer backed up, or its data is deleted with it.',
  why: 'It is noticed only when the data is gone.',
  fix: 'Keep the schedule and the retention, or say in the pull request where the data is kept from now on.',
  concerns: () => true,
  weaker: (base, head, object) => {
    if (base === undefined) return []
    if (head === undefined) return SCHEDULES[typeOf(object)] === undefined ? [] : removed('warning')
    return [...weakerSchedule(base, head, object), ...deleted(base, head, object), ...excluded(base, head)]
  },
})

function weakerSchedule(base: Field, head: Field, object: ManifestObject): readonly Weakness[] {
  const pause = SCHEDULES[typeOf(object)]
  if (pause === undefined) return []
  const at = under(head, 'spec', pause)
  const paused = truthOf(at) !== 'false' && truthOf(at) !== 'unset' && truthOf(at) !== truthOf(under(base, 'spec', pause))
  const [old, now] = [base, head].map((one) => under(one, 'spec', 'template'))
  const scopes = old === undefined || now === undefined ? [] : [...fewer(old, now), ...more(old, now)]
  return [...(paused ? [{ says: 'is paused', level: 'warning' as const, at }] : []), ...scopes]
}

function fewer(old: Field, now: Field): readonly Weakness[] {
  const [before, at] = [under(old, 'includedNamespaces'), under(now, 'includedNamespaces')]
  const every = itemFields(before, '').length === 0 || itemFields(before, '').some((item) => textAt(item) === '*')
  const all = itemFields(at, '').length === 0 || itemFields(at, '').some((item) => textAt(item) === '*')
  const lost = all ? [] : every ? ['everything that is not listed'] : lostTexts(before, at).map((name) => `namespace ${name}`)
  return lost.map((what) => ({ says: `no longer backs up ${what}`, level: 'warning', at }))
}

function more(old: Field, now: Field): readonly Weakness[] {
  const at = under(now, 'excludedNamespaces')
  return addedTexts(under(old, 'excludedNamespaces'), at).map((name) => ({
    says: `excludes namespace ${name}`,
    level: 'warning',
    at,
  }))
}

function deleted(base: Field, head: Field, object: ManifestObject): readonly Weakness[] {
  return (RETENTION[typeOf(object)] ?? []).flatMap(([path, unset]) => {
    const [old, now] = [base, head].map((one) => textAt(under(one, ...path)) ?? unset)
    if (now !== 'Delete' || old === 'Delete') return []
    return [{ says: `deletes its data from now on (${path.join('.')})`, level: 'warning', at: under(head, ...path) }]
  })
}

function excluded(base: Field, head: Field): readonly Weakness[] {
  const labels = [['metadata'], ['spec', 'template', 'metadata']].map((path) => [...path, 'labels', EXCLUDE_LABEL])
  const marked = labels.flatMap((path) => {
    const at = under(head, ...path)
    return textAt(at) === 'true' && textAt(under(base, ...path)) !== 'true'
      ? [{ says: 'is excluded from backups', level: 'warning' as const, at }]
      : []
  })
  return [...marked, ...lostVolumes(base, head)]
}

// Volumes are listed in an annotation of the pod, separated by commas: opted in one by one, or opted out.
function lostVolumes(base: Field, head: Field): readonly Weakness[] {
  return [['metadata'], ['spec', 'template', 'metadata']].flatMap((path) => {
    const list = (side: Field, name: string): readonly string[] =>
      (textAt(under(side, ...path, 'annotations', name)) ?? '').split(',').filter(Boolean)
    const lost = list(base, VOLUMES).filter((volume) => !list(head, VOLUMES).includes(volume))
    const out = list(head, `${VOLUMES}-excludes`).filter((volume) => !list(base, `${VOLUMES}-excludes`).includes(volume))
    const at = under(head, ...path, 'annotations')
    return [...lost, ...out].map((volume) => ({ says: `no longer backs up its volume ${volume}`, level: 'warning' as const, at }))
  })
}
