const comment = String.raw`\/\*[\s\S]*?\*\/|\/\/[^\n]*`
const text = String.raw`'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\`(?:\\.|[^\`\\])*\``
const pattern = String.raw`(?<=(?:[=(,:[!&|?{};]|\breturn|=>)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/`
const token = new RegExp(`(${comment})|${text}|${pattern}`, 'g')

/** A module's text without its comments; the line breaks inside of them stay. */
export function withoutComments(source: string): string {
  return source.replace(token, (whole, found: string | undefined) =>
    found === undefined ? whole : found.replace(/[^\n]+/g, ''),
  )
}

/** Lines that hold code. */
export function codeLines(source: string): number {
  return withoutComments(source)
    .split('\n')
    .filter(line => line.trim() !== '').length
}

export interface Import {
  readonly specifier: string
  /** `type` is gone when the module runs; `lazy` is an `import()`, run when the code comes to it. */
  readonly kind: 'value' | 'type' | 'lazy'
}

const statement =
  /(?:^|[\n;])\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s*)?(['"])([^'"\n]+)\2/g
const call = /(typeof\s+)?\bimport\(\s*(['"])([^'"\n]+)\2/g

/** What a module imports, in the order in which it stands there. */
export function importsOf(source: string): readonly Import[] {
  // What stands in a template is text: a scaffold's templates hold imports that are not this module's.
  const code = withoutComments(source).replace(/`(?:\\.|[^`\\])*`/g, '``')
  const statements = [...code.matchAll(statement)].map(([, type, , specifier]): Import => ({
    specifier: specifier ?? '',
    kind: type ? 'type' : 'value',
  }))
  const calls = [...code.matchAll(call)].map(([, type, , specifier]): Import => ({
    specifier: specifier ?? '',
    kind: type ? 'type' : 'lazy',
  }))
  return [...statements, ...calls]
}
