import type { JsonObject, JsonValue } from '@lucid-gateway/core'

/** A JSON object in the making. */
export type JsonDraft = Record<string, JsonValue | undefined>

export type Draft<T> = { -readonly [K in keyof T]: T[K] }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Sets a field unless its value is undefined: the contracts say that an absent field is absent. */
export function put<T, K extends keyof T>(target: T, name: K, value: T[K] | undefined): void {
  if (value !== undefined) target[name] = value
}

/** Undefined for what is no JSON. */
export function parseJson(data: string): JsonValue | undefined {
  try {
    return JSON.parse(data) as JsonValue
  } catch {
    return undefined
  }
}
