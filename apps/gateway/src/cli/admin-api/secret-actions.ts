import { type Action, listOf, pathOf, texts, textOf } from './action.ts'
import { secondsOf } from './duration.ts'

/** What is done with keys and with admins alike: both are known by a secret that is replaced, and come to an end. */
export function secretActions(what: 'keys' | 'admins', id: string): Readonly<Record<string, Action>> {
  const pathIn = (positionals: readonly string[], action: string): string =>
    pathOf(`/${what}`, positionals, `${what} ${action} ${id} (${what} list tells them).`)
  return {
    list: listOf(`/${what}`),
    rotate: {
      options: texts('overlap'),
      async run(client, positionals, values) {
        const path = pathIn(positionals, 'rotate')
        const overlap = textOf(values, 'overlap')
        const body = overlap === undefined ? {} : { overlap_seconds: secondsOf(overlap, 'overlap') }
        return (await client())('POST', `${path}/rotate`, body)
      },
    },
    revoke: {
      options: {},
      async run(client, positionals) {
        const path = pathIn(positionals, 'revoke')
        return (await client())('DELETE', path)
      },
    },
  }
}
