/** The sign-in pages: e-mail first, password where no IdP is known, and the step in between. */
import type { VNode } from 'preact'
import { renderPage } from './layout.js'

function EmailField({ email }: { email: string }): VNode {
  return (
    <>
      <label for="email">E-mail address</label>
      <input id="email" name="email" type="email" autocomplete="username" required value={email} />
    </>
  )
}

/** @param buttons - ways straight to an IdP, where it is clear whose page it is */
export const renderLogin = (
  buttons: readonly { readonly label: string; readonly url: string }[] = [],
): string =>
  renderPage(
    'Sign in',
    <>
      {buttons.map(({ label, url }) => (
        <p>
          <a class="button" href={url}>
            {label}
          </a>
        </p>
      ))}
      <form method="post" action="/login">
        <EmailField email="" />
        <p>
          <button type="submit">Continue</button>
        </p>
      </form>
      <p>
        <a href="/login/sso">SSO LOG IN</a>
      </p>
      <p>
        <a href="/login/password">Administrators: sign in with a password</a>
      </p>
    </>,
  )

/** @param refusedAs - reference of the attempt just refused; what was wrong is not told */
export const renderPasswordForm = (email: string, refusedAs?: string): string =>
  renderPage(
    'Sign in with a password',
    <>
      {refusedAs === undefined ? null : <p role="alert">Sign-in failed, reference {refusedAs}</p>}
      <form method="post" action="/login/password">
        <EmailField email={email} />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
        />
        <p>
          <button type="submit">Sign in</button>
        </p>
      </form>
    </>,
  )

export const renderContinue = (loginUrl: string): string =>
  renderPage(
    'To your organization’s sign-in',
    <p>
      <a href={loginUrl}>Continue</a> if nothing happens by itself.
    </p>,
  )
