/** The sign-in pages: e-mail first, password where no IdP is known, and the step in between. */
import type { VNode } from 'preact'
import { renderFrame, renderPage } from './layout.js'

function EmailField({ email }: { email: string }): VNode {
  return (
    <>
      <label for="email">E-mail address</label>
      <input id="email" name="email" type="email" autocomplete="username" required value={email} />
    </>
  )
}

function Buttons({ buttons }: { buttons: readonly Button[] }): VNode | null {
  if (buttons.length === 0) return null
  return (
    <>
      {buttons.map(({ label, url }) => (
        <p key={url}>
          <a class="button second wide-button" href={url}>
            {label}
          </a>
        </p>
      ))}
      <p class="or">or</p>
    </>
  )
}

interface Button {
  readonly label: string
  readonly url: string
}

/** @param buttons - ways straight to an IdP, where it is clear whose page it is */
export const renderLogin = (buttons: readonly Button[] = []): string =>
  renderFrame(
    { title: 'Sign in', width: 'narrow' },
    <>
      <div class="card">
        <h1>Sign in</h1>
        <Buttons buttons={buttons} />
        <form method="post" action="/login">
          <EmailField email="" />
          <p class="hint">We send you on to your organization’s own sign-in.</p>
          <button type="submit">Continue</button>
        </form>
        <p class="or">or</p>
        <a class="button second wide-button" href="/login/sso">
          SSO LOG IN
        </a>
      </div>
      <p class="after small">
        <a href="/login/password">Administrators: sign in with a password</a>
      </p>
    </>,
  )

interface PasswordForm {
  readonly email: string
  /** Local path to go on to. */
  readonly to?: string | undefined
  /** Reference of the attempt just refused; what was wrong is not told. */
  readonly refusedAs?: string
}

export const renderPasswordForm = ({ email, to, refusedAs }: PasswordForm): string =>
  renderFrame(
    { title: 'Sign in with a password', width: 'narrow' },
    <>
      <div class="card">
        <h1>Sign in with a password</h1>
        <p class="quiet">For administrators. Everybody else signs in through their organization.</p>
        {refusedAs === undefined ? null : (
          <div class="notice bad" role="alert">
            <p>Sign-in failed, reference {refusedAs}</p>
          </div>
        )}
        <form method="post" action="/login/password">
          {to === undefined ? null : <input type="hidden" name="to" value={to} />}
          <EmailField email={email} />
          <label for="password">Password</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
          />
          <button type="submit">Sign in</button>
        </form>
      </div>
      <p class="after small">
        <a href="/login">Sign in through your organization instead</a>
      </p>
    </>,
  )

/** @param title - of the step, for whoever still sees it */
export const renderContinue = (url: string, title = 'To your organization’s sign-in'): string =>
  renderPage(
    title,
    <>
      <p>You are being sent on. If nothing happens by itself:</p>
      <a class="button wide-button" href={url}>
        Continue
      </a>
    </>,
  )
