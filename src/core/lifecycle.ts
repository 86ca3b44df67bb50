/** What SCIM and administrators make of a person's state, by preset. Who may enter is decided beside this file. */
import { Refusal } from './finding.js'
import type { PersonState } from './person.js'
import type { ServicePreset } from './presets/index.js'
import { traceLine, type Effect, type TraceLine } from './trace.js'

/** What a SCIM client or an administrator asks for. */
export type LifecycleEvent = 'create' | 'activate' | 'deactivate' | 'delete'

export interface Lifecycle {
  readonly state: PersonState
  /** Sessions must end at once. */
  readonly endsSessions: boolean
  readonly trace: readonly TraceLine[]
}

/** A person as far as their life here is concerned. */
export interface KnownPerson {
  readonly state: PersonState
  /** Have they ever signed in? Somebody brought back is `active` again or still `pending`. */
  readonly hasSignedIn: boolean
}

const gone = new Set<PersonState>(['inactive', 'removed'])

const unsupported = ({ title }: ServicePreset): Refusal =>
  new Refusal({
    code: 'directory-unsupported',
    owner: 'caller',
    detail: `${title} has no SCIM`,
    remedy: 'Remove people here, or at the IdP.',
    path: 'preset',
  })

const taken = (title: string): Refusal =>
  new Refusal({
    code: 'person-exists',
    owner: 'caller',
    detail: `"${title}" is there already`,
    remedy: 'Update the existing resource. SCIM clients are told 409 uniqueness.',
    source: 'RFC 7644 §3.3',
  })

function line(before: PersonState | undefined, after: PersonState): Effect {
  if (before === after) return 'kept'
  return gone.has(after) ? 'took' : 'gave'
}

/**
 * The state after a SCIM request: delete or deactivate as the preset says, pending at first, the same id on return.
 * The id is the caller's to keep: this function never asks for a new one for a person who is known (T59).
 * @param person - undefined for someone unknown
 * @throws Refusal `directory-unsupported` under a preset without SCIM, `person-exists` on creating the living
 */
export function stateAfterScim(
  preset: ServicePreset,
  person: KnownPerson | undefined,
  event: LifecycleEvent,
  title: string,
): Lifecycle {
  const { scim } = preset
  if (scim === null) throw unsupported(preset)
  if (event === 'create' && person !== undefined && !gone.has(person.state)) throw taken(title)
  const state = {
    create: () => comingBack(preset, person),
    activate: () =>
      person !== undefined && !gone.has(person.state) ? person.state : comingBack(preset, person),
    deactivate: () => scim.deactivated,
    delete: () => scim.deleted,
  }[event]()
  const source = {
    create: person === undefined ? scim.source.created : scim.source.restored,
    activate: scim.source.restored,
    deactivate: scim.source.deactivated,
    delete: scim.source.deactivated,
  }[event]
  return {
    state,
    endsSessions: gone.has(state),
    trace: [
      traceLine(line(person?.state, state), 'person', title, `SCIM: ${event} → ${state}`, source),
    ],
  }
}

/**
 * T55, T59: nobody becomes active by SCIM alone who must sign in first. A tombstone comes back pending, for the person
 * has no place here any more; who was merely inactive is what they were (Q08).
 */
function comingBack({ scim }: ServicePreset, person: KnownPerson | undefined): PersonState {
  const first = scim?.created ?? 'pending'
  return person?.state === 'inactive' && person.hasSignedIn ? 'active' : first
}

/** What an administrator's removal comes to: a tombstone, under every preset; only an invitation brings the person back (W09a). */
export function stateAfterRemoval(preset: ServicePreset, title: string): Lifecycle {
  const source = preset.provisioning.removedStayRemoved
  return {
    state: 'removed',
    endsSessions: true,
    trace: [traceLine('took', 'person', title, 'removed here', source)],
  }
}
