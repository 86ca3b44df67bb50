/** Reading JSON somebody else wrote: objects, texts and lists, or nothing. */

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

// Own properties only: a claim that is not there must not be found in Object.prototype.
export const own = (from: JsonObject, name: string): unknown =>
  Object.hasOwn(from, name) ? from[name] : undefined

export function textIn(from: JsonObject, name: string): string | undefined {
  const value = own(from, name)
  return typeof value === 'string' ? value : undefined
}

export function textsIn(from: JsonObject, name: string): readonly string[] | undefined {
  const value = own(from, name)
  if (!Array.isArray(value)) return undefined
  return value.filter((item): item is string => typeof item === 'string')
}
