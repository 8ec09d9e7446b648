import { LucidError } from '@lucid-gateway/core'
import { withinScope } from '../../access/scope.ts'
import { inputOf, type RequestHead } from '../../calls/make-call.ts'
import { explanationFacts } from '../../calls/explanation-facts.ts'
import { cut } from '../../http/cut.ts'
import type { Exchange } from '../../http/exchange.ts'
import type { JsonBody } from '../../http/json-body.ts'
import { readJson } from '../../http/read-json.ts'
import { sendJson } from '../../http/respond.ts'
import { matchesPath, valuesIn } from '../../routes/path-pattern.ts'
import type { Route } from '../../routes/route.ts'
import { describeValue } from '../../wording/describe-value.ts'
import { invalidField } from '../../wording/invalid-field.ts'

type Explained = Route & Required<Pick<Route, 'ask'>>

/** What would become of a request: read, admitted and routed as on its own path, with the headers of this one. */
export async function explain(exchange: Exchange, routes: readonly Route[]): Promise<void> {
  const { caller, host } = exchange
  const { path, body } = read((await readJson(exchange)).body)
  const pathname = path.split('?', 1)[0] as string
  const route = routes.filter(isExplained).find(one => matchesPath(one.path, pathname))
  if (!route) throw notExplained(path, routes.filter(isExplained))
  const head: RequestHead = {
    id: exchange.id,
    host,
    caller,
    generation: exchange.generation,
    request: { params: valuesIn(route.path, pathname), url: path },
    header: name => exchange.header(name),
  }
  const ask = await route.ask(head, { bytes: Buffer.from(JSON.stringify(body)), body })
  const explanation = await host.runtime
    .explain(inputOf(exchange, ask))
    .catch((error: unknown) => Promise.reject(withinScope(caller.key, error)))
  sendJson(exchange, 200, explanationFacts(explanation, caller.key))
}

function isExplained(route: Route): route is Explained {
  return route.method === 'POST' && route.ask !== undefined
}

function read(whole: JsonBody): { readonly path: string; readonly body: JsonBody } {
  const { path, body, ...rest } = whole
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined)
    throw invalidField(
      cut(unknown),
      'is not known',
      'Send path and body; what a header says, a header says here too.',
    )
  if (typeof path !== 'string' || path === '')
    throw invalidField(
      'path',
      `must be a path, but is ${describeValue(path)}`,
      'Send the path that the body would be posted to, such as /v1/chat.',
    )
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalidField(
      'body',
      `must be an object, but is ${describeValue(body)}`,
      'Send the body that would be posted to the path.',
    )
  return { path, body: body as JsonBody }
}

function notExplained(path: string, explained: readonly Explained[]): LucidError {
  const paths = explained.map(route => route.path.replaceAll('\\', ''))
  return new LucidError('invalid_request', `No call is made by POST "${cut(path)}".`, {
    param: 'path',
    reason: 'not_a_call',
    hint: `Name one of ${paths.join(', ')}.`,
    details: { paths },
  })
}
