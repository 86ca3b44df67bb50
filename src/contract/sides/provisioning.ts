/** Provisioning as the IdP is told to do it: where to, with which token, and whether groups come along. */
import type { ServicePreset } from '../../core/index.js'
import { isEntries, itemsIn, type Block, type Value } from '../../program/index.js'
import type { Place } from '../finding.js'
import type { Program } from '../program.js'
import type { StepRecord } from '../steps/record.js'
import { flag, said, type Said } from './said.js'
import type { ServiceConnection } from './service.js'
import type { App } from './app.js'

export interface Provisioning {
  readonly vendor: 'okta' | 'entra'
  readonly place: Place
  /** The service it goes to; undefined where nobody can tell. */
  readonly preset: ServicePreset | undefined
  readonly connection: ServiceConnection | undefined
  readonly baseUrl: Said | undefined
  /** The bearer token, as the IdP is told; perhaps sealed. */
  readonly token: Said | undefined
  /** Is provisioning by secret complete: does it need a token of its own? */
  readonly needsToken: boolean
  readonly groups: {
    /** undefined: a person decides it in the console. */
    readonly pushed: boolean | undefined
    /** Is a person told so? */
    readonly isStep: boolean
    readonly place: Place
  }
}

/** An app with the connection it was found to belong to. */
export interface Pairing {
  readonly app: App
  readonly connection: ServiceConnection | undefined
}

export function provisioningsIn(
  program: Program,
  pairings: readonly Pairing[],
  steps: readonly StepRecord[],
): readonly Provisioning[] {
  return [...entraProvisionings(program, pairings, steps), ...oktaProvisionings(program, pairings)]
}

function credential(program: Program, block: Block, key: string): Said | undefined {
  const entries = itemsIn(program.get(block, 'credential')) ?? []
  const index = entries.findIndex((each) => isEntries(each) && each['key'] === key)
  const entry = entries[index]
  const value: Value | undefined = isEntries(entry) ? entry['value'] : undefined
  if (value === undefined || value === null) return undefined
  return { value, place: program.place('idp', block, `credential.${index}.value`) }
}

/** Secret → service principal → application. */
function pairingFor(
  program: Program,
  pairings: readonly Pairing[],
  block: Block,
): Pairing | undefined {
  const [principal] = program.targetsOf(
    block.values['service_principal_id'],
    'azuread_service_principal',
    ['id', 'object_id'],
    block,
  )
  return pairings.find(({ app }) => principal !== undefined && app.parts.includes(principal))
}

/** Entra pushes groups unless somebody switches the mapping off; no provider can (T62). */
function entraProvisionings(
  program: Program,
  pairings: readonly Pairing[],
  steps: readonly StepRecord[],
): readonly Provisioning[] {
  const isStep = steps.some(({ proof }) => proof.event === 'scim-without-groups')
  return program.ofType('azuread_synchronization_secret').map((block) => {
    const connection = pairingFor(program, pairings, block)?.connection
    const place = program.place('idp', block)
    return {
      ...{ vendor: 'entra', place, connection, needsToken: true },
      preset: connection?.preset ?? onlyPreset(pairings),
      baseUrl: credential(program, block, 'BaseAddress'),
      token: credential(program, block, 'SecretToken'),
      groups: { pushed: undefined, isStep, place },
    }
  })
}

function oktaProvisionings(
  program: Program,
  pairings: readonly Pairing[],
): readonly Provisioning[] {
  return program.ofType('okta_app_connection').map((block) => {
    const pairing = pairings.find(
      ({ app }) =>
        app.vendor === 'okta' &&
        program.pointsTo(block.values['app_id'] ?? block.values['id'], app.block, ['id'], block),
    )
    const profile = program.get(block, 'profile')
    const token: Value | undefined = isEntries(profile) ? profile['token'] : undefined
    return {
      ...{ vendor: 'okta', place: program.place('idp', block), connection: pairing?.connection },
      preset: pairing?.connection?.preset ?? onlyPreset(pairings),
      baseUrl: said(program, 'idp', block, 'base_url'),
      token:
        token === undefined || token === null
          ? undefined
          : { value: token, place: program.place('idp', block, 'profile.token') },
      needsToken: false,
      groups: oktaGroups(program, pairing, block),
    }
  })
}

function oktaGroups(
  program: Program,
  pairing: Pairing | undefined,
  block: Block,
): Provisioning['groups'] {
  const push = program
    .ofType('okta_push_group')
    .find(
      (each) => pairing && program.pointsTo(each.values['app_id'], pairing.app.block, ['id'], each),
    )
  return {
    pushed: push === undefined ? false : flag(undefined, true),
    isStep: false,
    place: program.place('idp', push ?? block),
  }
}

/** Where all connections of a program are of one service, it is that one. */
function onlyPreset(pairings: readonly Pairing[]): ServicePreset | undefined {
  const presets = new Set(
    pairings.map(({ connection }) => connection?.preset).filter((each) => each !== undefined),
  )
  return presets.size === 1 ? [...presets][0] : undefined
}
