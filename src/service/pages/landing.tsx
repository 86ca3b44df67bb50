/** The signed-in page: who you are here, what you may do, and why. */
import type { VNode } from 'preact'
import type { TraceLine } from '../../core/index.js'
import { renderPage } from './layout.js'

export interface Landing {
  readonly user: { readonly login: string; readonly name: string; readonly email: string }
  readonly organization: string
  /** null: by password. */
  readonly connection: string | null
  readonly groups: readonly string[]
  readonly roles: readonly string[]
  readonly trace: readonly TraceLine[]
}

function Names({ title, names }: { title: string; names: readonly string[] }): VNode {
  return (
    <section>
      <h2>{title}</h2>
      {names.length === 0 ? (
        <p>None</p>
      ) : (
        <ul>
          {names.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

export function Reasons({ trace }: { trace: readonly TraceLine[] }): VNode {
  return (
    <table>
      <caption>Why it is so: each decision of your sign-in with its reason</caption>
      <thead>
        <tr>
          <th scope="col">Decision</th>
          <th scope="col">What</th>
          <th scope="col">Because</th>
          <th scope="col">Rule</th>
        </tr>
      </thead>
      <tbody>
        {trace.map((line) => (
          <tr>
            <td>{line.effect}</td>
            <th scope="row">
              {line.kind} {line.subject}
            </th>
            <td>{line.because}</td>
            <td>{line.source}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Person({ user, organization, connection }: Landing): VNode {
  return (
    <dl>
      <dt>Login</dt>
      <dd>{user.login}</dd>
      <dt>E-mail</dt>
      <dd>{user.email}</dd>
      <dt>Organization</dt>
      <dd>{organization}</dd>
      <dt>Signed in through</dt>
      <dd>{connection ?? 'e-mail address and password'}</dd>
    </dl>
  )
}

export const renderLanding = (landing: Landing): string =>
  renderPage(
    `Signed in as ${landing.user.name}`,
    <>
      <Person {...landing} />
      <Names title="Groups" names={landing.groups} />
      <Names title="Roles" names={landing.roles} />
      <h2>Reasons</h2>
      <Reasons trace={landing.trace} />
      <form method="post" action="/sign-out">
        <button type="submit">Sign out</button>
      </form>
    </>,
  )
