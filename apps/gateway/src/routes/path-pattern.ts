/** A colon after a backslash is one. */
const parameter = /(?<!\\)[:*](\w+)/g

/** The names of the steps of a path that vary. */
export function parametersOf(path: string): readonly string[] {
  return [...path.matchAll(parameter)].map(match => match[1] as string)
}

/** `/v1/run/:capability` as OpenAPI writes it: `/v1/run/{capability}`. */
export function templateOf(path: string): string {
  return path.replace(parameter, '{$1}').replaceAll('\\', '')
}

/** Whether a path that was asked for is one that the pattern describes. */
export function matchesPath(pattern: string, path: string): boolean {
  const steps = pattern.split('/')
  const asked = path.split('/')
  const rest = steps.at(-1)?.match(/^\*\w+(.*)$/)
  if (rest ? asked.length < steps.length : asked.length !== steps.length) return false
  if (rest) {
    const named = asked.slice(steps.length - 1).join('/')
    const ending = (rest[1] as string).replaceAll('\\', '')
    if (named.length <= ending.length || !named.endsWith(ending)) return false
  }
  return steps.every(
    (step, index) =>
      step.startsWith('*') || (step.startsWith(':') ? asked[index] !== '' : step === asked[index]),
  )
}
