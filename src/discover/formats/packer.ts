import type { Reading, Side, Sighting, TextFile, TextFormat } from '../format.ts'
import { type HclFile, hclFile, hclTree, moduleScope, readBeside } from '../hcl-module.ts'
import { rootOf, select } from '../located.ts'
import { imageAt } from '../sight.ts'

/** Builders that begin with a container image; those of machines begin with something else that is called an image. */
const BUILDERS = /^(?:docker|docker-dockerfile|podman|lxc-oci)$/

/** Packer templates. */
export const packer: TextFormat = {
  name: 'packer',
  title: 'Packer',
  files: '`*.pkr.hcl`, `*.pkr.json`; `*.auto.pkrvars.hcl` gives values',
  rows: [
    {
      where: '`source "docker"`: `image`',
      meaning:
        'expressions evaluated: variables at their value or default, locals; without one dynamic. Images of machines are none',
    },
    { where: '`post-processor "docker-tag"`, `docker-push`', meaning: 'outputs, not reported' },
  ],
  applied: 'elsewhere',
  parts: /\.auto\.pkrvars\.(?:hcl|json)$/i,
  reads: 'text',
  claims: ({ path }) => /\.pkr\.(?:hcl|json)$/i.test(path),
  read: readPacker,
}

function readPacker(file: TextFile, side: Side): Reading {
  const parsed = hclFile(file)
  const directory = file.path.slice(0, file.path.lastIndexOf('/') + 1)
  const filesIn = (pattern: RegExp): readonly HclFile[] =>
    side
      .folder(directory)
      .filter((path) => pattern.test(path))
      .toSorted()
      .flatMap((path) => side.file(path) ?? [])
      .map(hclFile)
  const module = {
    directory,
    files: filesIn(/\.pkr\.(?:hcl|json)$/i),
    values: filesIn(/\.auto\.pkrvars\.(?:hcl|json)$/i),
    read: readBeside(side, directory),
  }
  const at = rootOf(hclTree(parsed, moduleScope(module, file)))
  const sources = select(at, 'source', '*').filter(({ path }) => BUILDERS.test(String(path[1])))
  const sightings = sources
    .flatMap((source) => select(source, '*', 'image'))
    .flatMap((one): readonly Sighting[] => imageAt(file, one))
  return { sightings, problems: parsed.problem === undefined ? [] : [parsed.problem] }
}
