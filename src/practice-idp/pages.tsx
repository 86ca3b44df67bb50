/** The pages of the practice IdP, rendered on the server. Everything works by keyboard and without JavaScript. */
import type { ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Finding } from '../core/index.js'
import type { Site } from './identity.js'
import { people, type Person } from './people.js'
import type { Answer, Asked, SignIn } from './sign-in.js'

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

/** Whom to sign in as, with the request carried along. */
export const signInPage = (signIn: SignIn, asked: Asked): string =>
  written(
    <Page title="Sign in as">
      <p>
        <code>{signIn.audience}</code> asks who you are.
      </p>
      <Practice />
      <form method="post" action="/sign-in">
        <Hidden fields={{ ...asked }} />
        <PeopleButtons />
      </form>
    </Page>,
  )

/** Bindings §3.5.4: the form that carries the Response, sent by script or by its button. */
export const answerPage = ({ acsUrl, ...fields }: Answer): string =>
  written(
    <Page title="Signed in" script="/submit.js">
      <p>
        Taking you back to <code>{acsUrl}</code>.
      </p>
      <form id="answer" method="post" action={acsUrl}>
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
