const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\{\{|\[\[/, 'it is filled in by a template'],
  [/\$\{\{/, 'it is filled in by an expression'],
  [/\$[({A-Za-z_]/, 'it is filled in from a variable that no file of this change defines'],
  [/^ko:\/\//, 'ko builds it from source'],
  [/<[^<>]*>|[{][\w.\s-]*[}]|@[\w.-]+@|%\w+%|\[[A-Za-z_][\w .-]*\]/, 'it holds a placeholder'],
  [/^[A-Z0-9_-]*[A-Z][A-Z0-9_-]*(?::[\w.-]+)?$/, 'it is a placeholder'],
  [/(?:^|\/|:)(?:__\w+__|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:$|\/|:|@)/, 'it holds a placeholder'],
]

/** Why a text that stands where an image is expected is to be filled in before use; undefined for any other text. */
export function placeholderIn(text: string): string | undefined {
  return SHAPES.find(([shape]) => shape.test(text))?.[1]
}
