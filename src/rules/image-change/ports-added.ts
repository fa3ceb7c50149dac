import type { Rule } from '../../case/rule.ts'
import { shown } from '../../case/sentence.ts'
import { comparedHits, quoted } from '../comparison.ts'

const WHY = 'A program of the image seems to listen there now. Declaring a port opens nothing by itself.'
const FIX = 'See in the notes of the release what listens there. A NetworkPolicy keeps others away from it.'
const MOST_SHOWN = 8
/** Ports that give control over what they belong to, not a service of it. */
const CONTROL: Readonly<Record<string, string>> = {
  '22/tcp': 'SSH',
  '23/tcp': 'Telnet',
  '2375/tcp': 'the Docker API without TLS',
  '2376/tcp': 'the Docker API',
  '3389/tcp': 'Remote Desktop',
  '5005/tcp': 'the Java debugger',
  '5900/tcp': 'VNC',
  '6000/tcp': 'X11',
  '9229/tcp': 'the Node.js debugger',
}

export const portsAdded: Rule = {
  id: 'image-change/ports-added',
  level: 'notice',
  summary: 'The image declares a port that the image it replaces did not; a warning where the port gives control.',
  check: (context) =>
    comparedHits(context, ({ one, before, after, sameRepository }) => {
      if (before.ports === undefined || after.ports === undefined) return undefined
      const known = new Set(before.ports)
      const added = after.ports.filter((port) => !known.has(port))
      const control = added.filter((port) => Object.hasOwn(CONTROL, port))
      // Another image has other ports; that it lets somebody in is worth a sentence.
      const told = sameRepository ? added : control
      if (told.length === 0) return undefined
      const ports = told.slice(0, MOST_SHOWN).map(quoted)
      const more = told.length > MOST_SHOWN ? ` and ${told.length - MOST_SHOWN} more` : ''
      const which = `${told.length === 1 ? 'port' : 'ports'} ${ports.join(', ')}${more}`
      const message = `${shown(one)} declares ${which}, which the image that it replaces does not`
      const evidence = control.map((port) => `${port}: usually ${CONTROL[port]}`)
      const why = control.length === 0 ? WHY : controlWhy(control)
      return { message, why, evidence, fix: FIX, level: control.length === 0 ? 'notice' : 'warning' }
    }),
}

function controlWhy(control: readonly string[]): string {
  const names = control.map((port) => CONTROL[port]).join(', ')
  return `A program of the image seems to listen there now: usually ${names}, which hands control to whoever gets in.`
}
