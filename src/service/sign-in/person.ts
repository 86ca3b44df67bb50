/** Who is signing in: recognised among the people of the organization, admitted or not, and remembered as they are afterwards. */
import { isDeepStrictEqual } from 'node:util'
import {
  admitPerson,
  matchPerson,
  Refusal,
  type Admission,
  type Candidate,
  type Decision,
  type Finding,
  type Profile,
  type TraceLine,
} from '../../core/index.js'
import type { Connection } from '../connections/connection.js'
import type { Identity, PersonRecord, User } from '../store/records.js'
import type { Reads, Transaction } from '../store/store.js'
import { provisioningOf, type Provisioning } from '../scim/sign-in.js'
import { decisionFor, type Known } from './decision.js'
import { newUserId } from './secrets.js'

/** Who it is, and what a directory has to do with it. */
export interface Recognised {
  readonly known: Known | undefined
  readonly provisioning: Provisioning
  /** Does the IdP answer for their e-mail address? */
  readonly isVouchedFor: boolean
}

export interface Recorded {
  readonly user: User
  readonly trace: readonly TraceLine[]
}

const isSameIdp = (a: Identity, b: Identity): boolean =>
  a.connection === b.connection && a.idpEntityId === b.idpEntityId

/** A NameID means something only to the IdP that issued it: who is bound to another IdP does not answer to this one's. */
function candidateOf(person: PersonRecord, identity: Identity): readonly Candidate[] {
  const { id, state, userName, externalId } = person
  const bound = person.identity !== null && isSameIdp(person.identity, identity)
  if (person.identity !== null && !bound && state !== 'removed') return []
  return [
    {
      ...{ id, state, userName, externalId: externalId ?? undefined },
      subject: bound ? person.identity.subject : undefined,
    },
  ]
}

const identityOf = ({ name, idp }: Connection, { subject }: Profile): Identity => ({
  ...{ connection: name, idpEntityId: idp, subject },
})

/**
 * The person behind a profile, if they are known here.
 * @throws Refusal `person-ambiguous` or `person-bound-elsewhere`
 */
export async function findPerson(
  reads: Reads,
  connection: Connection,
  profile: Profile,
): Promise<Known | undefined> {
  const identity = identityOf(connection, profile)
  const answering = await reads.people.answering(connection.organization.name, profile)
  const candidates = answering.flatMap((person) => candidateOf(person, identity))
  const matched = matchPerson(candidates, profile)
  const person = answering.find(({ id }) => id === matched?.id)
  if (!person) return undefined
  const held = await reads.users.groupsOf(person.id)
  return { person, user: await reads.users.find(identity), held }
}

/**
 * An address the IdP does not vouch for recognises nobody: whoever may write any address there could take over the place
 * of somebody invited, provisioned, or known by it. Who is known by their subject, and who is new altogether, is.
 * @param emailDoubt - why the address is not vouched for
 * @throws Refusal `person-ambiguous`, `person-bound-elsewhere`, or with that doubt
 */
export async function recognise(
  reads: Reads,
  connection: Connection,
  profile: Profile,
  emailDoubt?: Finding,
): Promise<Recognised> {
  const known = await findPerson(reads, connection, profile)
  if (emailDoubt && known && !known.user) throw new Refusal(emailDoubt)
  const provisioning = await provisioningOf(reads, connection, known)
  return { known, provisioning, isVouchedFor: emailDoubt === undefined }
}

/**
 * May they enter? Asked alike by a sign-in and its rehearsal.
 * @throws Refusal `user-unknown`, `user-inactive`, `user-removed` or `user-not-provisioned`
 */
export function admissionOf(
  { preset, justInTimeProvisioning, settings }: Connection,
  { known, provisioning }: Recognised,
  { login }: Profile,
): Admission {
  const context = { preset, justInTimeProvisioning, settings, directory: provisioning.isOn }
  return admitPerson(context, known?.person, login)
}

/** Whose userName was their e-mail address keeps it so; one given by a directory is the directory's. */
function userNameAfter(
  { known, provisioning, isVouchedFor }: Recognised,
  { email, login }: Decision['contact'],
  { subject }: Profile,
): string {
  // By userName a directory would recognise them later: an address not vouched for must not be it.
  if (!isVouchedFor) return known?.person.userName ?? subject
  if (!known) return email === '' ? login : email
  const { person, user } = known
  const isTheirs = provisioning.user === undefined && person.userName === user?.email
  return isTheirs ? email : person.userName
}

/** What is asked anew at each request, roles through groups, is not kept. */
function keptOf(
  { preset: { roleAssignment } }: Connection,
  { spaces, roles, accountRole }: Decision,
): Pick<PersonRecord, 'spaces' | 'roles' | 'accountRole'> {
  const positional = roleAssignment.kind === 'positional'
  return {
    spaces: positional ? spaces : [],
    roles: roleAssignment.kind === 'default' ? roles : null,
    accountRole: positional ? (accountRole ?? null) : null,
  }
}

const accessKey = ({
  spaces,
  roles,
  accountRole,
}: Pick<PersonRecord, 'spaces' | 'roles' | 'accountRole'>) =>
  JSON.stringify([spaces.map(({ space, role }) => [space, role]), roles, accountRole])

/** The version counts what an administrator could have meant to change: state and access, not contact details. */
function personAfter(
  connection: Connection,
  recognised: Recognised,
  decision: Decision,
  profile: Profile,
  at: Date,
): PersonRecord {
  const kept = keptOf(connection, decision)
  const before = recognised.known?.person
  const changed = !before || before.state !== 'active' || accessKey(before) !== accessKey(kept)
  return {
    id: before?.id ?? newUserId(),
    organization: connection.organization.name,
    state: 'active',
    login: decision.contact.login,
    userName: userNameAfter(recognised, decision.contact, profile),
    externalId: before?.externalId ?? null,
    identity: identityOf(connection, profile),
    timezone: decision.contact.timezone ?? null,
    ...kept,
    version: (before?.version ?? 0) + (changed ? 1 : 0),
    createdAt: before?.createdAt ?? at,
    updatedAt: changed ? at : before.updatedAt,
    creationKey: before?.creationKey ?? null,
  }
}

async function recordUser(
  tx: Transaction,
  { id, identity }: PersonRecord,
  known: User | undefined,
  { login, name, email }: Decision['contact'],
  at: Date,
): Promise<User> {
  if (identity === null) throw new Error('somebody signed in without an identity')
  const contact = { login, name, email, lastSignInAt: at }
  if (known) {
    const user = { ...known, ...contact }
    await tx.users.update(user)
    return user
  }
  const user = { ...identity, id, ...contact, createdAt: at }
  await tx.users.insert(user)
  return user
}

/**
 * Recognises, admits, decides and records.
 * @throws Refusal `user-unknown`, `user-inactive`, `user-removed`, `user-not-provisioned`, `person-ambiguous` or `person-bound-elsewhere`
 */
export async function recordPerson(
  tx: Transaction,
  connection: Connection,
  profile: Profile,
  at: Date,
  emailDoubt?: Finding,
): Promise<Recorded> {
  const { organization } = connection
  const recognised = await recognise(tx, connection, profile, emailDoubt)
  const { known, provisioning } = recognised
  const admission = admissionOf(connection, recognised, profile)
  const decision = await decisionFor(tx, connection, known, provisioning, profile)
  const person = personAfter(connection, recognised, decision, profile, at)
  // Most who sign in are as they were: half the pages of the commit would be written for nothing.
  if (!isDeepStrictEqual(person, recognised.known?.person)) await tx.people.put(person)
  const user = await recordUser(tx, person, known?.user, decision.contact, at)
  await tx.users.replaceGroups(user.id, organization.name, decision.groups, known?.held)
  return { user, trace: [...admission.trace, ...decision.trace] }
}
