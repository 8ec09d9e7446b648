/** A gateway that ends at once when its test does. */
export function disposable<T extends { close(options: { drainMs: number }): Promise<void> }>(
  gateway: T,
): T & AsyncDisposable {
  return Object.assign(gateway, { [Symbol.asyncDispose]: () => gateway.close({ drainMs: 0 }) })
}

export const hello = [{ role: 'user', content: 'hi' }]

export function postChat(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${url}/v1/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}
