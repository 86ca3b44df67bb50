/** The arguments of a program that take secrets, with what they are given. */
import type { Block, Value } from '../../program/index.js'
import type { Place } from '../finding.js'
import type { Program } from '../program.js'
import { isWriteOnly, keptArguments, secretLeaves } from './secrets.js'

export const sideOf = ({ type }: Block): Place['side'] =>
  type.startsWith('mortise_') ? 'service' : 'idp'

export const isWatched = ({ type, mode }: Block): boolean =>
  mode === 'resource' && /^(okta|azuread|mortise)_/.test(type)

/** Provider arguments that are secrets. They are in no state, but a literal is in the program. */
const providerSecrets: Readonly<Record<string, readonly string[]>> = {
  mortise: ['token'],
  okta: ['api_token', 'private_key', 'access_token'],
  azuread: ['client_secret', 'client_certificate', 'client_certificate_password', 'oidc_token'],
}

export interface Secret {
  readonly value: Value
  readonly place: Place
}

function providerArguments(program: Program): readonly Secret[] {
  return program.input.providers.flatMap(({ name, values, jsonPath }) => {
    const names = providerSecrets[name.split('.')[0] ?? ''] ?? []
    return names.flatMap((path) => {
      const value = values[path]
      if (value === undefined || value === null || value === '') return []
      const place: Place = {
        ...{ side: 'program', file: program.file, address: `provider.${name}`, path },
        ...program.input.locate?.([...jsonPath, path]),
      }
      return [{ value, place }]
    })
  })
}

/** Arguments that take secrets: those kept in state, the write-only ones, and the providers' own. */
export function secretArguments(program: Program): readonly Secret[] {
  const kept = keptArguments.flatMap((argument) =>
    program.ofType(argument.type).flatMap((block) =>
      secretLeaves(block, argument).map(({ path, value }) => ({
        value,
        place: program.place(sideOf(block), block, path),
      })),
    ),
  )
  const writeOnly = program.blocks.filter(isWatched).flatMap((block) =>
    Object.entries(block.values)
      .filter(([name, value]) => isWriteOnly(name) && value !== null && value !== '')
      .map(([name, value]) => ({ value, place: program.place(sideOf(block), block, name) })),
  )
  return [...kept, ...writeOnly, ...providerArguments(program)]
}
