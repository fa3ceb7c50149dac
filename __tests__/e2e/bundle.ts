import { fileURLToPath } from 'node:url'

/** The committed bundle, which the runner would start. That it is what the sources give is checked by `npm run bundle:check`. */
export const ACTION_BUNDLE: string = fileURLToPath(new URL('../../dist/index.js', import.meta.url))
