/** A page with nothing but a sentence: what a stranger may know. */
import { renderPage } from './layout.js'

export const renderMessage = (title: string, sentence: string): string =>
  renderPage(title, <p>{sentence}</p>)
