/** The pages of the practice IdP, rendered on the server. Everything works by keyboard and without JavaScript. */
import type { ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Finding } from '../core/index.js'
import type { Site } from './identity.js'
import type { Listed } from './misbehaviour.js'
import { people, type Person } from './people.js'

interface PageProps {
  readonly title: string
  readonly children: ComponentChildren
  readonly script?: string
}

const Page = ({ title, children, script }: PageProps) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`${title} · Mortise practice IdP`}</title>
      <link rel="stylesheet" href="/style.css" />
      {script ? <script src={script} defer /> : null}
    </head>
    <body>
      <main>
        <h1>{title}</h1>
        {children}
      </main>
    </body>
  </html>
)

const written = (page: preact.JSX.Element): string => `<!doctype html>\n${renderToString(page)}`

const Hidden = ({ fields }: { readonly fields: Readonly<Record<string, string | undefined>> }) => (
  <>
    {Object.entries(fields).map(([name, value]) =>
      value === undefined ? null : <input type="hidden" name={name} value={value} />,
    )}
  </>
)

const PersonButton = ({ person }: { readonly person: Person }) => (
  <li>
    <button type="submit" name="person" value={person.login}>
      {person.displayName}
      <small>{person.groups.join(', ') || 'in no group'}</small>
    </button>
  </li>
)

const PeopleButtons = () => (
  <ul class="people">
    {people.map((person) => (
      <PersonButton person={person} />
    ))}
  </ul>
)

const Practice = () => (
  <p class="notice">This IdP is for rehearsing: everybody may be anybody, and nobody is real.</p>
)

const Misbehave = ({
  choices,
  chosen,
}: {
  readonly choices: readonly Listed[]
  readonly chosen: string | undefined
}) => (
  <label>
    Answer
    <select name="misbehave">
      <option value="">as a good IdP</option>
      {choices.map(({ name, says }) => (
        <option value={name} selected={name === chosen}>
          {`${name}: ${says}`}
        </option>
      ))}
    </select>
  </label>
)

interface SignInPageInput {
  /** Who asks, as the request names itself. */
  readonly asker: string
  readonly action: string
  readonly fields: Readonly<Record<string, string | undefined>>
  readonly choices: readonly Listed[]
}

/** Whom to sign in as, and how well to behave, with the request carried along. */
export const signInPage = ({ asker, action, fields, choices }: SignInPageInput): string =>
  written(
    <Page title="Sign in as">
      <p>
        <code>{asker}</code> asks who you are.
      </p>
      <Practice />
      <form method="post" action={action}>
        <Hidden fields={{ ...fields, misbehave: undefined }} />
        <PeopleButtons />
        <Misbehave choices={choices} chosen={fields.misbehave} />
      </form>
    </Page>,
  )

/** SAML Bindings §3.5.4, OAuth Form Post §2: the form that carries the answer, sent by script or by its button. */
export const answerPage = (url: string, fields: Readonly<Record<string, string>>): string =>
  written(
    <Page title="Signed in" script="/submit.js">
      <p>
        Taking you back to <code>{url}</code>.
      </p>
      <form id="answer" method="post" action={url}>
        <Hidden fields={fields} />
        <button type="submit">Continue</button>
      </form>
    </Page>,
  )

const Field = ({ name, label }: { readonly name: string; readonly label: string }) => (
  <label>
    {label}
    <input name={name} required autocomplete="off" />
  </label>
)

/** The front page: what to give a connection, and IdP-initiated sign-in. */
export const homePage = (site: Site): string =>
  written(
    <Page title="Practice IdP">
      <Practice />
      <p>
        Give a connection this metadata URL: <a href="/metadata">{site.metadataUrl}</a>
      </p>
      <p>
        By OpenID Connect, give it this issuer: <code>{site.issuer}</code>, and register it here by{' '}
        <code>POST /clients</code>.
      </p>
      <p>
        To rehearse a refusal, choose one of the <a href="/misbehaviours">misbehaviours</a> when
        signing in.
      </p>
      <h2>Begin here</h2>
      <p>Sends an unsolicited Response, as an icon in an IdP's dashboard does.</p>
      <form method="post" action="/sign-in">
        <Field name="acsUrl" label="ACS URL" />
        <Field name="audience" label="SP entity ID" />
        <h3>Sign in as</h3>
        <PeopleButtons />
      </form>
    </Page>,
  )

export const refusalPage = ({ code, detail, remedy }: Omit<Finding, 'owner'>): string =>
  written(
    <Page title="This request cannot be answered">
      <p>{detail}</p>
      <p class="notice">{remedy}</p>
      <p>
        Code: <code>{code}</code>
      </p>
    </Page>,
  )
