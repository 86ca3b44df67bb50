/** What the browser brought back, as strings we can reason about. Nothing of it is believed yet. */
import type { ResponseMode } from './request.js'
import { enforce } from './checks/check.js'
import { parameterChecks } from './checks/callback.js'

/** The parameters of the standards; whatever else comes is ignored (RFC 6749 §4.1.2). */
const names = [
  'state',
  'code',
  'id_token',
  'iss',
  'error',
  'error_description',
  'error_uri',
] as const
export type CallbackName = (typeof names)[number]

export interface Callback {
  /** By query or by form post: how it came, not how it was asked for. */
  readonly delivery: ResponseMode
  /** The key under which the service remembers the request. */
  readonly state: string
  readonly code?: string
  readonly idToken?: string
  readonly issuer?: string
  readonly error?: string
  readonly errorDescription?: string
}

/** A parsed query or form: one string, several, or nothing under each name. */
export type CallbackParameters = URLSearchParams | Readonly<Record<string, unknown>>

const valuesOf = (parameters: CallbackParameters, name: string): readonly unknown[] => {
  if (parameters instanceof URLSearchParams) return parameters.getAll(name)
  const value: unknown = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

const nonEmpty = (key: string, value: unknown): Record<string, string> =>
  typeof value === 'string' && value !== '' ? { [key]: value } : {}

/**
 * Reads a callback before anything is known about it; look the request up by its `state` next.
 * @throws Refusal `callback-…` or `id-token-too-large`
 */
export function parseCallback(parameters: CallbackParameters, delivery: ResponseMode): Callback {
  const values = new Map(names.map((name) => [name, valuesOf(parameters, name)]))
  enforce(parameterChecks, { values })
  const only = (name: CallbackName): unknown => values.get(name)?.[0]
  return {
    delivery,
    state: String(only('state')),
    ...nonEmpty('code', only('code')),
    ...nonEmpty('idToken', only('id_token')),
    ...nonEmpty('issuer', only('iss')),
    ...nonEmpty('error', only('error')),
    ...nonEmpty('errorDescription', only('error_description')),
  }
}
