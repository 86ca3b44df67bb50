/** The signed-in page: who you are here, what you may do, and why. */
import type { VNode } from 'preact'
import type { TraceLine } from '../../core/index.js'
import { renderFrame } from './layout.js'
import { Reasons } from './words.js'

export interface Landing {
  readonly user: { readonly login: string; readonly name: string; readonly email: string }
  readonly organization: string
  /** As people call it. */
  readonly organizationTitle: string
  /** null: by password. */
  readonly connection: string | null
  readonly groups: readonly string[]
  readonly spaces: readonly string[]
  readonly roles: readonly string[]
  readonly trace: readonly TraceLine[]
}

type Kind = 'group' | 'space' | 'role'

/** The reasons for having it; one that was ignored or taken is no reason. */
const reasonsFor = (trace: readonly TraceLine[], kind: Kind, name: string): readonly TraceLine[] =>
  trace.filter(
    ({ kind: of, subject, effect }) =>
      of === kind && subject === name && (effect === 'gave' || effect === 'kept'),
  )

interface HeldProps {
  readonly title: string
  readonly kind: Kind
  readonly names: readonly string[]
  readonly trace: readonly TraceLine[]
}

function Held({ title, kind, names, trace }: HeldProps): VNode {
  return (
    <section class="card">
      <h2>{title}</h2>
      {names.length === 0 ? (
        <p class="quiet">None</p>
      ) : (
        <ul class="list">
          {names.map((name) => (
            <li key={name}>
              <strong>{name}</strong>
              {reasonsFor(trace, kind, name).map(({ because, source }) => (
                <span class="why">
                  {because} <span class="source">{source}</span>
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Person({ user, organizationTitle, connection }: Landing): VNode {
  return (
    <section class="card">
      <h2>You</h2>
      <dl>
        <dt>Login</dt>
        <dd>{user.login}</dd>
        <dt>E-mail</dt>
        <dd>{user.email === '' ? <span class="quiet">not given</span> : user.email}</dd>
        <dt>Organization</dt>
        <dd>{organizationTitle}</dd>
        <dt>Signed in through</dt>
        <dd>{connection ?? 'e-mail address and password'}</dd>
      </dl>
    </section>
  )
}

function SigningOut(): VNode {
  return (
    <section class="card">
      <h2>Leaving</h2>
      <div class="row">
        <form method="post" action="/sign-out">
          <button type="submit">Sign out</button>
        </form>
        <form method="post" action="/sign-out/everywhere">
          <button type="submit" class="second">
            Sign out everywhere
          </button>
        </form>
      </div>
      <p class="quiet small">Everywhere: in all browsers you are signed in with.</p>
    </section>
  )
}

/** What an administrator is here for; they have no groups or roles of their own. */
function ToAdministration(): VNode {
  return (
    <section class="card">
      <h2>Administration</h2>
      <p>How connections stand, and why a sign-in was refused.</p>
      <a class="button" href="/admin">
        Open administration
      </a>
    </section>
  )
}

function Access(landing: Landing): VNode {
  const { roles, groups, spaces, trace } = landing
  return (
    <>
      <div class="columns">
        <Held title="Roles" kind="role" names={roles} trace={trace} />
        <Held title="Groups" kind="group" names={groups} trace={trace} />
        <Held title="Spaces" kind="space" names={spaces} trace={trace} />
      </div>
      <section class="card">
        <details>
          <summary>Every decision of your sign-in, with its reason</summary>
          <Reasons trace={trace} />
        </details>
      </section>
    </>
  )
}

export const renderLanding = (landing: Landing): string =>
  renderFrame(
    { title: `Signed in as ${landing.user.name}`, width: 'wide' },
    <>
      <h1>Signed in as {landing.user.name}</h1>
      <p class="lead">{landing.organizationTitle}</p>
      <div class="columns">
        <Person {...landing} />
        {landing.connection === null ? <ToAdministration /> : null}
        <SigningOut />
      </div>
      {landing.connection === null ? null : <Access {...landing} />}
    </>,
  )
