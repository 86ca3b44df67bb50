/** One connection: how it stands and what that means, its addresses, its tests, and what happened through it. */
import type { VNode } from 'preact'
import type { ConnectionBody, ConnectionTestBody, SignInAttempt } from '../../../admin-api/index.js'
import { Badge, Time, type Tone } from '../words.js'
import { AttemptRows } from './attempt-rows.js'
import { adminRoot, attemptsPath, connectionPath, renderAdmin, type Viewer } from './frame.js'
import { protocolTitle } from './overview.js'
import { meanings, noticeTone } from './standing.js'

export interface ConnectionPage {
  readonly viewer: Viewer
  readonly connection: ConnectionBody
  readonly presetTitle: string
  readonly loginUrl: string
  /** Further pages about it: where to set it up, say. */
  readonly links: readonly { readonly title: string; readonly href: string }[]
  readonly tests: readonly ConnectionTestBody[]
  readonly attempts: readonly SignInAttempt[]
}

function Facts({ connection, presetTitle, loginUrl, links }: ConnectionPage): VNode {
  const { status, protocol, idp, evidence } = connection
  return (
    <section class="card">
      <h2>Standing</h2>
      <div class={`notice ${noticeTone(status)}`}>
        <p>
          <strong>{status}</strong>: {meanings[status]}
        </p>
      </div>
      <dl>
        <dt>Identity provider</dt>
        <dd>{idp}</dd>
        <dt>Protocol</dt>
        <dd>{protocolTitle(protocol)}</dd>
        <dt>Service</dt>
        <dd>{presetTitle}</dd>
        <dt>Sign-in begins at</dt>
        <dd>{loginUrl}</dd>
        <dt>Last test passed</dt>
        <dd>
          {evidence ? <Time at={evidence.testedAt} /> : 'never'}
          {evidence && !evidence.current ? ', of an earlier configuration' : ''}
        </dd>
      </dl>
      <div class="row">
        <form method="post" action={`${connectionPath(connection.name)}/tests`}>
          <button type="submit">Test this connection</button>
        </form>
        {links.map(({ title, href }) => (
          <a key={href} class="button second" href={href}>
            {title}
          </a>
        ))}
      </div>
      <p class="quiet small">
        A test is a real sign-in at the identity provider that signs nobody in here, and shows what
        came.
      </p>
    </section>
  )
}

const tones: Readonly<Record<ConnectionTestBody['status'], Tone>> = {
  waiting: 'plain',
  passed: 'good',
  failed: 'bad',
  expired: 'plain',
}

function Tests({ tests }: { tests: ConnectionPage['tests'] }): VNode {
  return (
    <section class="card">
      <h2>Tests</h2>
      {tests.length === 0 ? (
        <p class="quiet">None yet</p>
      ) : (
        <ul class="list">
          {tests.map(({ id, status, createdAt, finding }) => (
            <li key={id}>
              <Badge tone={tones[status]}>{status}</Badge> <code>{id}</code> <Time at={createdAt} />
              {finding === null ? null : (
                <span class="why">
                  <code>{finding.code}</code>: {finding.remedy}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

export const renderConnection = (page: ConnectionPage): string =>
  renderAdmin(
    { title: page.connection.name, viewer: page.viewer, current: adminRoot },
    <>
      <Facts {...page} />
      <Tests tests={page.tests} />
      <section class="card">
        <h2>Latest sign-in attempts</h2>
        <AttemptRows attempts={page.attempts} />
        <p>
          <a href={`${attemptsPath}?connection=${page.connection.name}`}>All of this connection</a>
        </p>
      </section>
    </>,
  )
