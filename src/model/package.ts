/** The release of an operating system, as `os-release` names it: `{id: 'debian', version: '12'}`. */
export interface Distribution {
  /** `ID` of os-release, lower case: `debian`, `ubuntu`, `alpine`, `rhel`, `wolfi`. */
  readonly id: string
  /** `VERSION_ID` of os-release; absent where the release has none (rolling, sid) or nobody says it. */
  readonly version?: string
}

/**
 * One package of an image as a list of packages names it. The words are those of
 * the package URL specification; nothing is corrected and nothing is guessed.
 */
export interface Package {
  /** The type of a package URL: `deb`, `apk`, `rpm`, `npm`, `pypi`, `golang`, `maven`, `gem`, `cargo`, `nuget`, `composer`… */
  readonly type: string
  /** Namespace, decoded: the distribution, a Maven group, an npm scope with its `@`, a Go path's head. */
  readonly namespace?: string
  readonly name: string
  /** The version as the ecosystem writes it, an rpm's or deb's epoch before it (`1:2.3-4`). Absent: the list does not say. */
  readonly version?: string
  readonly arch?: string
  /** The source package that it was built from, where the list names one (deb, rpm, apk origin). */
  readonly source?: { readonly name: string; readonly version?: string }
  /** The release that it belongs to; absent for packages of languages and where nobody says. */
  readonly distribution?: Distribution
  /** The package URL as written in the list, when it wrote one. */
  readonly purl?: string
  /** Where it was found: a path in the image, or the id of the list's element. */
  readonly place?: string
  /** Digest (diff id or blob) of the layer it came with, where that is known. */
  readonly layer?: string
}
