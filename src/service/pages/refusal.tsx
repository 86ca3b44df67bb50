/** A sign-in that was refused, as the person hears of it: a reference, and what to do with it. The reason is the administrators'. */
import { renderPage } from './layout.js'

export const renderRefusal = (reference: string): string =>
  renderPage(
    'Sign-in failed',
    <>
      <div class="notice bad" role="alert">
        <p>Sign-in failed, reference {reference}</p>
      </div>
      <p>
        Begin again from the sign-in page: an answer from your identity provider is good for one
        sign-in, and only for a few minutes.
      </p>
      <p>
        If it fails again, give the reference to your administrator. It leads them to what went
        wrong, and to what mends it.
      </p>
      <a class="button wide-button" href="/login">
        Begin again
      </a>
    </>,
  )
