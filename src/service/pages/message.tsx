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
