/** One sign-in attempt: what came of it, why, whose it is to mend, what the IdP sent, and every decision. */
import type { VNode } from 'preact'
import type { SignInAttempt } from '../../../admin-api/index.js'
import { Reasons, Scroll, Time, WhatIsWrong } from '../words.js'
import { OutcomeBadge, Through } from './attempt-rows.js'
import { attemptsPath, renderAdmin, type Viewer } from './frame.js'

function Facts({ attempt }: { attempt: SignInAttempt }): VNode {
  const { reference, at, outcome, user, connection } = attempt
  return (
    <section class="card">
      <h2>What happened</h2>
      <dl>
        <dt>Outcome</dt>
        <dd>
          <OutcomeBadge outcome={outcome} />
        </dd>
        <dt>When</dt>
        <dd>
          <Time at={at} />
        </dd>
        <dt>Person</dt>
        <dd>{user ?? <span class="quiet">nobody was let in</span>}</dd>
        <dt>Through</dt>
        <dd>
          <Through connection={connection} />
        </dd>
        <dt>Reference</dt>
        <dd>
          <code>{reference}</code>
        </dd>
      </dl>
    </section>
  )
}

function Claims({ claims }: { claims: NonNullable<SignInAttempt['claims']> }): VNode {
  return (
    <section class="card">
      <h2>What the identity provider sent</h2>
      <p class="quiet">
        Verified. Values only of what the connection’s mapping reads; of everything else, that it
        came.
      </p>
      <Scroll label="What the identity provider sent">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Values</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(claims).map(([name, values]) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>{values.join(', ') || <span class="quiet">empty</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  )
}

export const renderAttempt = (viewer: Viewer, attempt: SignInAttempt): string =>
  renderAdmin(
    { title: `Sign-in attempt ${attempt.reference}`, viewer, current: attemptsPath },
    <>
      {attempt.finding === null ? null : (
        <WhatIsWrong title="Why it was refused" finding={attempt.finding} />
      )}
      <Facts attempt={attempt} />
      {attempt.claims === null ? null : <Claims claims={attempt.claims} />}
      <section class="card">
        <h2>Decisions</h2>
        <Reasons trace={attempt.trace} />
      </section>
    </>,
  )
