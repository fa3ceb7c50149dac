import { child } from '../../model/tree.ts'
import type { DocumentFormat } from '../format.ts'
import { rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'

const COMPONENTS = ['apiServer', 'controllerManager', 'proxy', 'scheduler', 'etcd', 'coreDNS']

/** Talos machine configuration and its patches. */
export const talos: DocumentFormat = {
  name: 'talos',
  title: 'Talos',
  files: 'YAML with `machine.install`, `machine.kubelet` or the components of `cluster`',
  rows: [
    { where: '`machine.install.image`, `machine.kubelet.image`', meaning: 'the installer and the kubelet' },
    { where: '`cluster.*.image`', meaning: 'apiServer, controllerManager, proxy, scheduler, etcd, coreDNS' },
  ],
  applied: 'elsewhere',
  reads: 'documents',
  holdsObjects: true,
  suspects: ({ text }) => /^(?:machine|cluster):/m.test(text) && /\bimage["']?\s*:/.test(text),
  claims: ({ root }) =>
    child(root, 'apiVersion') === undefined && (child(root, 'machine')?.kind === 'map' || child(root, 'cluster')?.kind === 'map'),
  read: ({ file, root }) => {
    const top = rootOf(root)
    const machine = ['install', 'kubelet'].flatMap((key) => select(top, 'machine', key, 'image'))
    const cluster = COMPONENTS.flatMap((key) => select(top, 'cluster', key, 'image'))
    return { sightings: [...machine, ...cluster].flatMap((at) => imageAt(file, at)) }
  },
}
