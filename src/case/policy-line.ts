/** Where something stands in a policy, in words: `line 7`, or `line 7 of policies/team.yml` for a file that the policy includes. */
export function lineIn({ line, file }: { readonly line: number; readonly file?: string }): string {
  return file === undefined ? `line ${line}` : `line ${line} of ${file}`
}
