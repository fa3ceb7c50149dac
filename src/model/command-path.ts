const KEYS =
  /(?:^|\/)(?:run|script|scripts|before_script|after_script|commands?|cmds?|shell|bash|sh|pwsh|powershell|inline|inlineScript|execute|exec|deploy|args|entrypoint)(?:\/\*|\/\[[^\]]*\])*$/i

/** Whether a path in a document, its keys with slashes between, is one below which pipelines and task runners keep what a shell runs. */
export function isCommandPath(path: string): boolean {
  return KEYS.test(path)
}
