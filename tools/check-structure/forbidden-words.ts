import type { Check } from './tree.ts'

interface Word {
  readonly pattern: RegExp
  readonly why: string
}

/** Put together from pieces, so that this file does not forbid itself. */
const words: readonly Word[] = [
  {
    pattern: new RegExp(['(?<![\\w.$}])/(?:', 'home|', 'Users', ')/[a-z]'].join(''), 'i'),
    why: "a path on somebody's machine",
  },
  { pattern: new RegExp(['(?<![\\w.$}])/', 'root', '/'].join('')), why: "a path on somebody's machine" },
  { pattern: new RegExp(['[A-Z]:', '\\\\+', 'Users'].join('')), why: "a path on somebody's machine" },
  {
    pattern: new RegExp(['registry', '[a-z0-9-]+', '(?:org|com|io|dev)\\b'].join('\\.')),
    why: 'the host of a package registry, which each machine chooses',
  },
]

/** Nothing that is true on one machine only is committed. */
export const checkForbiddenWords: Check = ({ files }) =>
  [...files].flatMap(([file, text]) =>
    words.flatMap(({ pattern, why }) => {
      const found = pattern.exec(text)
      if (!found) return []
      const line = text.slice(0, found.index).split('\n').length
      return [{ file: `${file}:${line}`, message: `"${found[0]}" is ${why}.` }]
    }),
  )
