/** The page that carries a message to another party by HTTP-POST: sent by script, or by its button. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { renderPage } from './layout.js'

const scriptPath = '/submit.js'
const script = 'document.forms[0].submit()\n'

export interface PostForm {
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
}

const render = (title: string, { action, fields }: PostForm): string =>
  renderPage(
    title,
    <>
      <form method="post" action={action}>
        {Object.entries(fields).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <button type="submit">Continue</button>
      </form>
      <script src={scriptPath} defer />
    </>,
  )

// Chrome holds a form's redirects to form-action too, and where an IdP sends people next is not ours to know.
const policyFor = (action: string): string =>
  [
    "default-src 'none'; style-src 'self'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    `form-action https: ${new URL(action).origin}`,
  ].join('; ')

export const sendForm = (reply: FastifyReply, title: string, form: PostForm): FastifyReply =>
  reply
    .header('content-security-policy', policyFor(form.action))
    .type('text/html; charset=utf-8')
    .send(render(title, form))

export function mountScript(app: FastifyInstance): void {
  app.get(scriptPath, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=3600')
      .type('text/javascript; charset=utf-8')
      .send(script),
  )
}
