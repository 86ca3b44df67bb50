/** Everything rows are asked about, found once: which app belongs to which connection, and what stands alone. */
import type { ServicePreset } from '../../core/index.js'
import type { Block } from '../../program/index.js'
import type { Place } from '../finding.js'
import type { Published, PublishedDiscovery, PublishedMetadata } from '../published.js'
import { Program, type ProgramInput } from '../program.js'
import { stepsIn, type StepRecord } from '../steps/record.js'
import type { App, OidcApp, SamlApp } from './app.js'
import { entraOidcApp, entraSamlApp, speaksSaml } from './entra.js'
import { oktaOidcApp, oktaSamlApp } from './okta.js'
import { pairsOf } from './pairs.js'
import { provisioningsIn, type Pairing, type Provisioning } from './provisioning.js'
import { known } from './said.js'
import { connectionsIn, derived, presetOfBlock, type ServiceConnection } from './service.js'

export interface SamlJoint {
  readonly app: SamlApp
  readonly connection: ServiceConnection
  readonly facts: Facts
}

export interface OidcJoint {
  readonly app: OidcApp
  readonly connection: ServiceConnection
  readonly facts: Facts
}

export interface OrganizationFacts {
  readonly block: Block
  readonly place: Place
  readonly preset: ServicePreset | undefined
  readonly connections: readonly ServiceConnection[]
  readonly program: Program
}

export interface Facts {
  readonly program: Program
  readonly now: Date
  readonly apps: readonly App[]
  readonly connections: readonly ServiceConnection[]
  readonly samlJoints: readonly SamlJoint[]
  readonly oidcJoints: readonly OidcJoint[]
  /** Connections whose app is not in the program. */
  readonly alone: readonly ServiceConnection[]
  readonly organizations: readonly OrganizationFacts[]
  readonly provisionings: readonly Provisioning[]
  readonly directories: readonly DirectoryFacts[]
  readonly steps: readonly StepRecord[]
  /** Connections whose IdP was asked. */
  readonly published: readonly PublishedFacts[]
}

/** A connection, and what its IdP says of itself now. */
export interface PublishedFacts<P extends Published = Published> {
  readonly connection: ServiceConnection
  readonly published: P
  readonly facts: Facts
}

const isMetadata = (each: PublishedFacts): each is PublishedFacts<PublishedMetadata> =>
  each.published.protocol === 'saml'
const isDiscovery = (each: PublishedFacts): each is PublishedFacts<PublishedDiscovery> =>
  each.published.protocol === 'oidc'

/** The same by what was read. */
export const metadataIn = ({ published }: Facts) => published.filter(isMetadata)
export const discoveryIn = ({ published }: Facts) => published.filter(isDiscovery)

export interface DirectoryFacts {
  readonly block: Block
  readonly place: Place
  readonly preset: ServicePreset | undefined
  readonly program: Program
}

/** One program of several: the IdP's side of a file with the service's side as it is live. */
export function merged(inputs: readonly ProgramInput[]): Program {
  const [first, second] = inputs
  if (first === undefined) throw new Error('nothing to read')
  if (second === undefined) return new Program(first, derived)
  const live = inputs.find(({ kind }) => kind === 'live')
  const files = inputs.filter((each) => each !== live)
  // What the service says of a thing counts; what a file says of the same thing is how it should become.
  const isTold = (block: Block): boolean =>
    live?.blocks.some(
      (each) =>
        each.type === block.type &&
        known(each.values['name']) !== undefined &&
        each.values['name'] === block.values['name'] &&
        (block.type !== 'mortise_group' ||
          each.values['organization'] === block.values['organization']),
    ) ?? false
  const blocks = files.flatMap((each) => each.blocks.filter((block) => !isTold(block)))
  const others = (live?.blocks ?? []).map((block) => ({ ...block, file: live?.file ?? first.file }))
  const published = live?.published ? { published: live.published } : {}
  return new Program({ ...first, ...published, blocks: [...blocks, ...others] }, derived)
}

function appsIn(program: Program): readonly App[] {
  const both = (type: string) => [...program.ofType(type), ...program.ofType(type, 'data')]
  return [
    ...both('okta_app_saml').map((block) => oktaSamlApp(program, block)),
    ...both('okta_app_oauth').map((block) => oktaOidcApp(program, block)),
    ...program
      .ofType('azuread_application')
      .map((block) =>
        speaksSaml(program, block) ? entraSamlApp(program, block) : entraOidcApp(program, block),
      ),
  ]
}

/** Thousands of organizations: their connections are looked up, not looked for. */
function organizationsIn(
  program: Program,
  connections: readonly ServiceConnection[],
): readonly OrganizationFacts[] {
  const byOrganization = new Map<Block, ServiceConnection[]>()
  for (const connection of connections) {
    const { block } = connection.organization ?? {}
    if (block === undefined) continue
    const known = byOrganization.get(block)
    if (known) known.push(connection)
    else byOrganization.set(block, [connection])
  }
  return program.ofType('mortise_organization').map((block) => ({
    ...{ block, program, place: program.place('service', block) },
    preset: presetOfBlock(program, block),
    connections: byOrganization.get(block) ?? [],
  }))
}

function publishedIn(facts: Facts): readonly PublishedFacts[] {
  const { published } = facts.program.input
  if (published === undefined) return []
  return facts.connections.flatMap((connection) => {
    const name = known(facts.program.get(connection.block, 'name'))
    const found = name === undefined ? undefined : published.get(name)
    return found ? [{ connection, published: found, facts }] : []
  })
}

/** Reads both sides of a program, and pairs them. @param now - for certificates and waivers */
export function factsOf(program: Program, now: Date): Facts {
  const apps = appsIn(program)
  const connections = connectionsIn(program)
  const steps = stepsIn(program)
  const pairs = pairsOf(program, connections, apps)
  const paired = new Set(pairs.map(({ app }) => app))
  const pairings: Pairing[] = [
    ...pairs.flatMap(({ connection, app }) => (app ? [{ connection, app }] : [])),
    ...apps.filter((app) => !paired.has(app)).map((app) => ({ app, connection: undefined })),
  ]
  const facts: Facts = {
    ...{ program, now, apps, connections, steps },
    get samlJoints() {
      return joints.filter((each): each is SamlJoint => each.app.protocol === 'saml')
    },
    get oidcJoints() {
      return joints.filter((each): each is OidcJoint => each.app.protocol === 'oidc')
    },
    alone: pairs.filter(({ app }) => !app).map(({ connection }) => connection),
    organizations: organizationsIn(program, connections),
    provisionings: provisioningsIn(program, pairings, steps),
    get published() {
      return publishedIn(facts)
    },
    directories: program.ofType('mortise_directory').map((block) => ({
      ...{ block, program, place: program.place('service', block) },
      preset: presetOfBlock(program, block),
    })),
  }
  const joints = pairs.flatMap(({ connection, app }) =>
    app ? [{ connection, app, facts } as SamlJoint | OidcJoint] : [],
  )
  return facts
}
