/** A place where two things differ, and what stands there. */
export interface Difference {
  /** Such as `told.choices[0].content`. */
  readonly path: string
  readonly left: unknown
  readonly right: unknown
}

/** All places where two values differ. An absent field and one that is undefined are the same. */
export function differences(left: unknown, right: unknown, path = ''): readonly Difference[] {
  if (Object.is(left, right)) return []
  if (!isContainer(left) || !isContainer(right) || Array.isArray(left) !== Array.isArray(right))
    return [{ path, left, right }]
  const keys = new Set([...Object.keys(left), ...Object.keys(right)])
  return [...keys].flatMap(key => {
    const place = Array.isArray(left) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
    return differences((left as Fields)[key], (right as Fields)[key], place)
  })
}

type Fields = Readonly<Record<string, unknown>>

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
