import type { DependencyContainer } from 'tsyringe'

declare const carried: unique symbol

/** The name of a dependency, which knows the dependency's type. */
export type Token<T> = symbol & { readonly [carried]?: T }

export function token<T>(name: string): Token<T> {
  return Symbol(name)
}

/** Says how a dependency is made: once per container, when it is first asked for. */
export function provide<T>(
  container: DependencyContainer,
  name: Token<T>,
  make: (get: <D>(dependency: Token<D>) => D) => T,
): void {
  let made: { readonly value: T } | undefined
  container.register<T>(name, {
    useFactory: from => (made ??= { value: make(dependency => from.resolve(dependency)) }).value,
  })
}
