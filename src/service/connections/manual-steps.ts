/** The steps a person takes at the IdP for a connection, and what attempts and requests say of each. Derived when asked for: nothing is remembered for it. */
import type { ManualStepsBody, ObservationBody } from '../../admin-api/index.js'
import {
  connectionObservations,
  directoryObservations,
  setupSteps,
  statusOf,
  type Observation,
  type StepRecord,
} from '../../contract/index.js'
import { attributeNames, getPreset, scimEndpoints } from '../../core/index.js'
import type { Deps } from '../deps.js'
import { findOidcTrust } from '../sign-in/oidc/trust.js'
import { findTrust } from '../sign-in/trust.js'
import type { DirectoryRecord } from '../store/directories.js'
import { findConnection, type Connection } from './connection.js'

/** As far back as is looked: newest first. */
const attemptsLookedAt = 200
const requestsLookedAt = 1000

interface Told {
  readonly at: Date
  readonly isByHand: boolean
  readonly endpoints: Readonly<Record<string, string>>
}

async function toldOf({ store, publicUrl }: Deps, name: string): Promise<Told | undefined> {
  const saml = await findTrust(store, publicUrl(), name)
  if (saml) {
    const { idp, updatedAt } = saml.connection
    const isByHand = idp.readAt === null
    return {
      at: idp.readAt === null ? updatedAt : new Date(idp.readAt),
      ...{ isByHand, endpoints: { ...saml.endpoints } },
    }
  }
  const oidc = await findOidcTrust(store, publicUrl(), name)
  return (
    oidc && {
      at: new Date(oidc.connection.idp.readAt),
      ...{ isByHand: false, endpoints: { ...oidc.endpoints } },
    }
  )
}

async function seenOfConnection(
  { store }: Deps,
  { name, protocol }: Connection,
  { at, isByHand }: Told,
): Promise<readonly Observation[]> {
  const attempts = await store.attempts.list({ connection: name, limit: attemptsLookedAt })
  return connectionObservations({
    ...{ protocol, toldAt: at.toISOString(), isByHand },
    attempts: attempts.map(({ at: when, outcome, finding, trace, claims }) => ({
      ...{ at: when.toISOString(), outcome, finding, trace, claims },
    })),
  })
}

async function seenOfDirectory(deps: Deps, name: string, takesGroups: boolean) {
  const { store, now, directoryLog } = deps
  await directoryLog.flush()
  const requests = await store.directoryRequests.list(name, requestsLookedAt)
  const used = (await store.directoryTokens.list(name)).flatMap(({ lastUsedAt }) =>
    lastUsedAt === null ? [] : [lastUsedAt.toISOString()],
  )
  return directoryObservations({
    ...{ takesGroups, now: now(), lastUsedAt: used.sort().at(-1) ?? null },
    requests: requests.map(({ at, method, path, status, hint, detail }) => ({
      ...{ at: at.toISOString(), method, path, status, hint, detail },
    })),
  })
}

const observed = (of: string, all: readonly Observation[]): ObservationBody[] =>
  all.map((each) => ({ of, ...each, names: [...each.names] }))

const waiting = (step: StepRecord) => ({
  ...({ status: 'pending', at: null, detail: step.proof.detail, remedy: null } as const),
})

function stepBody(step: StepRecord, observations: readonly ObservationBody[], name: string) {
  const of = step.connection ?? name
  const own = new Map([[of, observations.filter((each) => each.of === of) as Observation[]]])
  const { status, at, detail, remedy } = statusOf(step, own) ?? waiting(step)
  return {
    ...{ id: step.id, title: step.title, idp: step.idp, of, source: step.source },
    values: step.values.map(({ field, value = null, secret = null }) => ({ field, value, secret })),
    notes: [...step.notes],
    ...{ event: step.proof.event, doneWhen: step.proof.detail, status, at, detail, remedy },
  }
}

const scimBaseUrl = (publicUrl: string, preset: string, name: string): string =>
  scimEndpoints(publicUrl, preset, name).scimBaseUrl

async function ofConnection(
  deps: Deps,
  connection: Connection,
  told: Told,
): Promise<ManualStepsBody> {
  const { name, preset, protocol, idpKind, attributeMapping, organization } = connection
  const records = await deps.store.directories.ofOrganization(organization.name)
  const directories = records.filter(({ input }) => [null, name].includes(input.connection))
  const observations = [
    ...observed(name, await seenOfConnection(deps, connection, told)),
    ...(await Promise.all(directories.map((each) => ofDirectory(deps, each)))).flat(),
  ]
  const steps = setupSteps({
    ...{ name, protocol, preset, idpKind, attributeMapping, endpoints: told.endpoints },
    attributeNames: attributeNames(preset, attributeMapping),
    directories: directories.map((each) => ({
      name: each.name,
      baseUrl: scimBaseUrl(deps.publicUrl(), preset.key, each.name),
    })),
  })
  return { name, steps: steps.map((step) => stepBody(step, observations, name)), observations }
}

async function ofDirectory(deps: Deps, { name, input }: DirectoryRecord) {
  const organization = await deps.store.organizations.find(input.organization)
  const { scim } = getPreset(organization?.input.preset ?? '')
  return observed(name, await seenOfDirectory(deps, name, scim?.groups === true))
}

/** @returns undefined where there is neither a connection nor a directory of the name */
export async function manualStepsOf(
  deps: Deps,
  name: string,
): Promise<ManualStepsBody | undefined> {
  const connection = await findConnection(deps.store, deps.publicUrl(), name)
  const told = connection && (await toldOf(deps, name))
  if (connection && told) return ofConnection(deps, connection, told)
  const directory = await deps.store.directories.find(name)
  return directory && { name, steps: [], observations: await ofDirectory(deps, directory) }
}
