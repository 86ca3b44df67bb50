/** Looking into JSON of which nothing is promised. */

export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const objectIn = (value: unknown): Json => (isObject(value) ? value : {})

export const listIn = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : []

export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '')

export const textsIn = (value: unknown): readonly string[] =>
  listIn(value).filter((each) => typeof each === 'string')
