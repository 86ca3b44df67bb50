/** Signing in by e-mail address and password: for administrators, when there is no IdP to ask or it cannot be asked. */
import { Refusal, traceLine } from '../../core/index.js'
import type { Deps } from '../deps.js'
import { tooManyRequests } from '../http/problems.js'
import type { AdministratorRecord, Attempt } from '../store/records.js'
import type { Transaction } from '../store/store.js'
import type { KnownDevices } from './known-device.js'
import type { PasswordTries } from './password-tries.js'
import { isPassword, type Lane } from './passwords.js'
import { newReference } from './secrets.js'
import { openSession, type Opened } from './sessions.js'

export interface PasswordOutcome {
  readonly attempt: Attempt
  /** undefined: refused. */
  readonly session: Opened | undefined
  /** Whose; undefined: refused. */
  readonly administrator: string | undefined
}

const refused = (code: string, detail: string, remedy: string, source: string): Refusal =>
  new Refusal({ code, owner: 'user', detail, remedy, source })

const wrong = (known: AdministratorRecord | undefined): Refusal => {
  const remedy = 'Use the right address and password, or let an administrator set a new one.'
  if (!known)
    return refused('administrator-unknown', 'no administrator has this address', remedy, 'T74')
  const detail = known.passwordHash
    ? `the password of "${known.email}" is another`
    : `"${known.email}" has no password`
  return refused('password-wrong', detail, remedy, 'T74')
}

const ssoRequired = ({ organization, email }: AdministratorRecord): Refusal =>
  refused(
    'sso-required',
    `organization "${organization}" requires SSO, and "${email}" is not among its break-glass administrators`,
    'Sign in through the IdP.',
    'W10',
  )

/** @throws Refusal `password-wrong` when the password was set anew meanwhile, `sso-required` */
async function checkAdmitted(tx: Transaction, checked: AdministratorRecord): Promise<void> {
  const now = await tx.administrators.findByEmail(checked.email)
  if (now?.id !== checked.id || now.passwordHash !== checked.passwordHash) throw wrong(now)
  const policy = await tx.ssoPolicies.find(now.organization)
  if (!policy?.input.requireSso) return
  if (!policy.input.breakGlassAdministrators.includes(now.email)) throw ssoRequired(now)
}

const trace = (email: string) => [
  traceLine('gave', 'person', email, 'administrator, by e-mail address and password', 'T74'),
]

async function admit(
  tx: Transaction,
  { lifetimes }: Deps,
  administrator: AdministratorRecord,
  at: Date,
): Promise<PasswordOutcome> {
  await checkAdmitted(tx, administrator)
  const { id, email, organization } = administrator
  await tx.administrators.recordPasswordWorked(id, at)
  const session = await openSession(tx, {
    holder: { kind: 'administrator', id },
    ...{ trace: trace(email), at, idpEnd: undefined, lifetimes },
  })
  const attempt: Attempt = {
    ...{ reference: newReference(), connection: null, at, outcome: 'signed-in' },
    ...{ user: email, finding: null, trace: trace(email), organization },
  }
  return { attempt, session, administrator: id }
}

const refusal = (
  known: AdministratorRecord | undefined,
  error: Refusal,
  at: Date,
): PasswordOutcome => ({
  attempt: {
    ...{ reference: newReference(), connection: null, at, outcome: 'refused' },
    ...{ organization: known?.organization ?? null },
    ...{ user: null, finding: error.finding, trace: [] },
  },
  ...{ session: undefined, administrator: undefined },
})

export interface PasswordTry {
  readonly email: string
  readonly password: string
  /** Where it comes from. */
  readonly address: string
  /** What the browser kept from when the administrator entered in it. */
  readonly device: string | undefined
}

/** What is remembered of tries, between one and the next. */
export interface PasswordGuard {
  readonly tries: PasswordTries
  readonly devices: KnownDevices
}

/** @throws Refusal `too-many-requests` to an address that has had its tries at an account that is being guessed at */
function laneOf(
  { tries, devices }: PasswordGuard,
  known: AdministratorRecord | undefined,
  { email, address, device }: PasswordTry,
  at: Date,
): Lane {
  if (known && devices.isKnown(known.id, device)) return 'known'
  const seconds = tries.secondsToWait(email, address, at)
  if (seconds > 0) throw tooManyRequests(seconds)
  return 'stranger'
}

/**
 * Opens a session, or records why not. Who asks is told nothing but whether.
 * @throws Refusal `too-many-requests`
 */
export async function signInByPassword(
  deps: Deps,
  guard: PasswordGuard,
  given: PasswordTry,
): Promise<PasswordOutcome> {
  const { store, now } = deps
  const { email, password, address } = given
  const known = await store.administrators.findByEmail(email)
  const lane = laneOf(guard, known, given, now())
  const matches = await isPassword(known?.passwordHash ?? null, password, lane)
  const at = now()
  if (!matches) guard.tries.recordWrong(email, address, at)
  else guard.tries.recordRight(email, address)
  return store.transaction(async (tx) => {
    const outcome = await (async () => {
      if (!known || !matches) return refusal(known, wrong(known), at)
      return admit(tx, deps, known, at).catch((error: unknown) => {
        if (Refusal.is(error)) return refusal(known, error, at)
        throw error
      })
    })()
    await tx.attempts.record(outcome.attempt)
    return outcome
  })
}
