/** The result of a connection test: passed or not, every check with its tick or remedy, what came, and what it would have led to. */
import type { VNode } from 'preact'
import type { ConnectionTestBody, TestCheck } from '../../admin-api/index.js'
import { renderFrame } from './layout.js'
import { Badge, Reasons, WhatIsWrong, type Tone } from './words.js'

type Result = NonNullable<ConnectionTestBody['result']>
type Status = ConnectionTestBody['status']

const titles: Readonly<Record<Status, string>> = {
  waiting: 'The test has not finished',
  passed: 'The test has passed',
  failed: 'The test has failed',
  expired: 'The test was not finished in time',
}

const tones: Readonly<Record<Status, Tone>> = {
  waiting: 'plain',
  passed: 'good',
  failed: 'bad',
  expired: 'warn',
}

const nextSteps: Readonly<Record<Status, string>> = {
  waiting: 'Open the test URL and sign in at the identity provider.',
  passed:
    'The connection may be enabled as it is configured now. A change of its configuration makes this evidence stale.',
  failed: 'Mend what is named below, then make a new test.',
  expired: 'Make a new test and open its URL within ten minutes.',
}

const marks: Readonly<Record<TestCheck['outcome'], string>> = {
  held: '✓ held',
  failed: '✗ failed',
  'not-reached': '– not reached',
}

const checkTones: Readonly<Record<TestCheck['outcome'], Tone>> = {
  held: 'good',
  failed: 'bad',
  'not-reached': 'plain',
}

function Check({ check: { code, outcome, source, remedy } }: { check: TestCheck }): VNode {
  return (
    <li>
      <Badge tone={checkTones[outcome]}>{marks[outcome]}</Badge> <code>{code}</code>{' '}
      <span class="source">{source}</span>
      {remedy === null ? null : <span class="why">{remedy}</span>}
    </li>
  )
}

type Checked = Result['checks']

const Rules = ({ checks }: { checks: Checked }): VNode => (
  <ul class="list">
    {checks.map((check) => (
      <Check key={check.code} check={check} />
    ))}
  </ul>
)

/** What failed stands open; what held can be opened. */
function Checks({ checks }: { checks: Checked }): VNode {
  const failed = checks.filter(({ outcome }) => outcome === 'failed')
  const others = checks.filter(({ outcome }) => outcome !== 'failed')
  const held = others.filter(({ outcome }) => outcome === 'held').length
  return (
    <section class="card">
      <h2>Checks</h2>
      {failed.length === 0 ? null : <Rules checks={failed} />}
      <details>
        <summary>
          {held} of {checks.length} rules a sign-in must keep were held
        </summary>
        <Rules checks={others} />
      </details>
    </section>
  )
}

const listed = (names: readonly string[]): string => names.join(', ') || 'none'

/** S05: e-mail address and groups are what is compared first. */
function Outcome({ profile, decision }: Result): VNode | null {
  if (profile === null) return null
  return (
    <section class="card">
      <h2>Who signed in, and what it would lead to</h2>
      <dl>
        <dt>Name</dt>
        <dd>{profile.name}</dd>
        <dt>Login</dt>
        <dd>{profile.login}</dd>
        <dt>E-mail</dt>
        <dd>{profile.email}</dd>
        <dt>Groups sent</dt>
        <dd>{profile.groups === null ? 'nothing was said of groups' : listed(profile.groups)}</dd>
        {decision === null ? null : (
          <>
            <dt>Groups here</dt>
            <dd>{listed(decision.groups)}</dd>
            <dt>Roles</dt>
            <dd>{listed(decision.roles)}</dd>
          </>
        )}
      </dl>
    </section>
  )
}

const jsonOf = ({ subject, claims, profile, decision }: Result): string =>
  JSON.stringify({ subject, claims, profile, decision }, null, 2)

function WhatCame({ result }: { result: Result }): VNode {
  return (
    <>
      {result.admission === null ? null : (
        <WhatIsWrong title="This person could not enter" finding={result.admission} />
      )}
      <Outcome {...result} />
      <section class="card">
        <h2>What came, and what it leads to</h2>
        <pre tabIndex={0} role="region" aria-label="Result as JSON">
          {jsonOf(result)}
        </pre>
        <details>
          <summary>Every decision, with its reason</summary>
          <Reasons trace={result.trace} />
        </details>
      </section>
      <Checks checks={result.checks} />
    </>
  )
}

export const renderTestResult = (test: ConnectionTestBody): string =>
  renderFrame(
    { title: titles[test.status], width: 'wide' },
    <>
      <h1>{titles[test.status]}</h1>
      <p class="lead">
        Connection {test.connection}, test {test.id}. Nobody was signed in, and nothing was changed.
      </p>
      <div class={`notice ${tones[test.status]}`}>
        <p>{nextSteps[test.status]}</p>
      </div>
      {test.finding === null ? null : <WhatIsWrong title="What is wrong" finding={test.finding} />}
      {test.result === null ? null : <WhatCame result={test.result} />}
    </>,
  )
