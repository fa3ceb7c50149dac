/** Addresses and paths: never a reference, whatever the key is called. */
const ADDRESS = /^(?:\.{0,2}\/|https?:|data:|file:|s3:|gs:)/i
const FILE = /^[^@:]*\.(?:png|jpe?g|gif|svg|webp|ico|iso|qcow2|img|vmdk|raw|vhd|ova)(?:$|\?)/i
/** A registry host before the first slash: `evil.example/app.img` is a repository, whatever it ends in. */
const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?\/|^[a-z0-9.-]+:\d+\//i

/** Whether a text under a key called `image` is a picture, a path, an address or a machine image. */
export function isPathLike(text: string): boolean {
  return ADDRESS.test(text) || (FILE.test(text) && !HOST.test(text))
}
