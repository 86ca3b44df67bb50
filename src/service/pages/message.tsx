/** Pages with nothing but a sentence or two: what a stranger may know. */
import { renderPage } from './layout.js'

export const renderMessage = (title: string, sentence: string): string =>
  renderPage(title, <p>{sentence}</p>)

export const renderNotSignedIn = (): string =>
  renderPage(
    'You are not signed in',
    <>
      <p>Sign in at the address your organization gave you, or begin with your e-mail address.</p>
      <a class="button wide-button" href="/login">
        Sign in
      </a>
    </>,
  )

/** You are signed out here; the IdP is next. */
export const renderSigningOut = (location: string): string =>
  renderPage(
    'Signing you out',
    <p>
      You are signed out here. <a href={location}>Sign out at your identity provider too</a>
    </p>,
  )
