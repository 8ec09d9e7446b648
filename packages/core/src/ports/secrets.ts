/** Where secret values come from, by name. */
export interface Secrets {
  get(name: string): string | undefined | Promise<string | undefined>
}

/** The process's environment, or any other record; an empty value counts as absent. */
export function environmentSecrets(env: Readonly<Record<string, string | undefined>>): Secrets {
  return { get: name => (Object.hasOwn(env, name) && env[name]) || undefined }
}
