/** An error of the operating system, told by its code: `ENOENT`, `EACCES`. */
export interface SystemError {
  readonly code: string
}

/** Whether something caught is an error of the operating system, and not a mistake of this program. */
export function isSystemError(error: unknown): error is SystemError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)
}
