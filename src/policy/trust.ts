import { claimNumber, FULCIO_CLAIMS } from '../model/fulcio-claims.ts'
import { suggestion } from './nearest.ts'
import { dictionary, type Reader, text } from './shape.ts'

/** Sigstore instances that need not be declared to be named. */
export const BUILT_IN_ROOTS = ['public-good', 'github']

/** The name of a trust root: built in, or declared in the policy. */
export const trustRoot: Reader<string> = text((value, { trustRoots }) => {
  const names = [...BUILT_IN_ROOTS, ...trustRoots]
  return names.includes(value)
    ? undefined
    : [`no trust root is named "${value}"`, () => `${suggestion(value, names)}; others are declared under "trustRoots"`]
})

const claimName: Reader<string> = text((value) =>
  claimNumber(value) === undefined
    ? [
        `"${value}" is not a claim of a certificate`,
        () =>
          suggestion(
            value,
            FULCIO_CLAIMS.map(([name]) => name),
          ),
      ]
    : undefined,
)

/** Claims of a certificate by name, each exact or with * and **. */
export const claims = dictionary(
  claimName,
  text((value) => (/^[*/]+$/.test(value) ? [`"${value}" accepts any value`, 'write the value, or remove the claim'] : undefined)),
)
