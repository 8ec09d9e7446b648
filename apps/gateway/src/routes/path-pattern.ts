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

/** What the steps of a path that vary stand for, as Express has it: a text, or for a rest the list of its steps. */
export function valuesIn(
  pattern: string,
  path: string,
): Readonly<Record<string, string | readonly string[]>> {
  const steps = pattern.split('/')
  const asked = path.split('/')
  return Object.fromEntries(
    steps.flatMap((step, index): [string, string | readonly string[]][] => {
      const [, sign, name = '', ending = ''] = /^([:*])(\w+)(.*)$/.exec(step) ?? []
      if (sign === ':') return [[name, decoded(asked[index] ?? '')]]
      if (sign !== '*') return []
      const rest = asked.slice(index).join('/')
      const length = rest.length - ending.replaceAll('\\', '').length
      return [[name, rest.slice(0, length).split('/').map(decoded)]]
    }),
  )
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}
