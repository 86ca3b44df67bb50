/** What must be true before something is switched on: a connection, a directory, sign-in by SSO alone. As Findings, so that a page can list them. */
import { Refusal, type Finding } from './finding.js'
import type { ServicePreset } from './presets/index.js'

/** How things stand. The service finds out; here is only judged. */
export interface Circumstances {
  /** A test of this very configuration has passed. */
  readonly tested: boolean
  /** A sign-in through the connection works: it is enabled, or was tested. */
  readonly signInWorks: boolean
  /** Administrators who can enter by e-mail and password. */
  readonly breakGlassAdministrators: number
  /** What the vendor has granted the organization. */
  readonly entitlements: readonly string[]
}

interface Demand {
  readonly code: string
  readonly isMet: (preset: ServicePreset, circumstances: Circumstances) => boolean
  readonly detail: (preset: ServicePreset) => string
  readonly remedy: string
  readonly source: (preset: ServicePreset) => string
}

const entitled: Demand = {
  code: 'entitlement-missing',
  isMet: ({ activation: { entitlement } }, { entitlements }) =>
    entitlement === null || entitlements.includes(entitlement.name),
  detail: ({ title, activation }) =>
    `${title} offers single sign-on with "${activation.entitlement?.name ?? ''}" only, which the organization does not have`,
  remedy: 'Ask the vendor for it, then name it in the organization’s entitlements.',
  source: ({ activation }) => activation.entitlement?.source ?? '',
}

const tested: Demand = {
  code: 'test-missing',
  isMet: ({ activation }, circumstances) =>
    activation.test.demand !== 'required' || circumstances.tested,
  detail: () => 'no test of this very configuration has passed',
  remedy: 'Run the connection test, then enable the connection.',
  source: ({ activation }) => activation.test.source,
}

const breakGlass = (when: readonly string[]): Demand => ({
  code: 'break-glass-missing',
  isMet: ({ activation }, { breakGlassAdministrators }) =>
    !when.includes(activation.breakGlass.demand) || breakGlassAdministrators > 0,
  detail: () => 'no administrator could enter if the IdP failed',
  remedy: 'Give at least one administrator a password that works.',
  source: ({ activation }) => activation.breakGlass.source,
})

const signInWorks = (
  isAsked: (preset: ServicePreset) => boolean,
  source: Demand['source'],
): Demand => ({
  code: 'sign-in-unproven',
  isMet: (preset, circumstances) => !isAsked(preset) || circumstances.signInWorks,
  detail: () => 'no sign-in through a connection of this organization has worked yet',
  remedy: 'Enable a connection, or pass its test, first.',
  source,
})

const directoryOffered: Demand = {
  code: 'directory-unsupported',
  isMet: ({ scim }) => scim !== null,
  detail: ({ title }) => `${title} has no SCIM`,
  remedy: 'Leave the directory out.',
  source: ({ provisioning }) => provisioning.justInTime.source,
}

/** What is to be switched on, and what it asks for, in the order in which to mend it. */
const demands = {
  connection: [entitled, tested, breakGlass(['always'])],
  directory: [
    directoryOffered,
    signInWorks(
      ({ scim }) => scim?.needsWorkingSignIn === true,
      ({ scim }) => scim?.source.working ?? '',
    ),
  ],
  requireSso: [
    signInWorks(
      () => true,
      () => 'W10a',
    ),
    breakGlass(['always', 'with-require-sso']),
  ],
} as const satisfies Record<string, readonly Demand[]>

/** What can be switched on. */
export type Switch = keyof typeof demands

/** What still stands in the way; empty when nothing does. */
export function faultsBefore(
  what: Switch,
  preset: ServicePreset,
  circumstances: Circumstances,
): readonly Finding[] {
  const asked: readonly Demand[] = demands[what]
  return asked
    .filter(({ isMet }) => !isMet(preset, circumstances))
    .map(({ code, detail, remedy, source }) => ({
      ...{ code, owner: 'sp', detail: detail(preset), remedy, source: source(preset) },
    }))
}

/** @throws Refusal with the first of what stands in the way. */
export function checkReady(
  what: Switch,
  preset: ServicePreset,
  circumstances: Circumstances,
): void {
  const [first] = faultsBefore(what, preset, circumstances)
  if (first !== undefined) throw new Refusal(first)
}
