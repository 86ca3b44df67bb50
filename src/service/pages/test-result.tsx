/** The result of a connection test: passed or not, every check with its tick or remedy, what came, and what it would have led to. */
import type { VNode } from 'preact'
import type { ConnectionTestBody, TestCheck } from '../../admin-api/index.js'
import { Reasons } from './landing.js'
import { renderPage } from './layout.js'

type Result = NonNullable<ConnectionTestBody['result']>
type Found = NonNullable<ConnectionTestBody['finding']>

const titles: Readonly<Record<ConnectionTestBody['status'], string>> = {
  waiting: 'The test has not finished',
  passed: 'The test has passed',
  failed: 'The test has failed',
  expired: 'The test was not finished in time',
}

function WhatIsWrong({ finding, title }: { finding: Found; title: string }): VNode {
  return (
    <section>
      <h2>{title}</h2>
      <dl>
        <dt>What</dt>
        <dd>{finding.detail}</dd>
        <dt>What mends it</dt>
        <dd>{finding.remedy}</dd>
        <dt>Who</dt>
        <dd>
          {finding.owner === 'idp' ? 'the administrator of the IdP' : 'the administrator here'}
        </dd>
        <dt>Code</dt>
        <dd>
          <code>{finding.code}</code> {finding.source}
        </dd>
      </dl>
    </section>
  )
}

const marks: Readonly<Record<TestCheck['outcome'], string>> = {
  held: '✓ held',
  failed: '✗ failed',
  'not-reached': '– not reached',
}

function Checks({ checks }: { checks: Result['checks'] }): VNode {
  return (
    <table>
      <caption>Every rule a sign-in must keep</caption>
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Outcome</th>
          <th scope="col">Source</th>
        </tr>
      </thead>
      <tbody>
        {checks.map(({ code, outcome, source, remedy }) => (
          <tr key={code}>
            <th scope="row">{code}</th>
            <td>
              {marks[outcome]}
              {remedy === null ? null : <p>{remedy}</p>}
            </td>
            <td>{source}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** S05: the JSON, for e-mail address and groups to be compared with what was expected. */
const jsonOf = ({ subject, claims, profile, decision }: Result): string =>
  JSON.stringify({ subject, claims, profile, decision }, null, 2)

function WhatCame({ result }: { result: Result }): VNode {
  return (
    <>
      {result.admission === null ? null : (
        <WhatIsWrong title="This person could not enter" finding={result.admission} />
      )}
      <h2>What came, and what it leads to</h2>
      <pre tabIndex={0} aria-label="Result as JSON">
        {jsonOf(result)}
      </pre>
      <h2>Reasons</h2>
      <Reasons trace={result.trace} />
      <h2>Checks</h2>
      <Checks checks={result.checks} />
    </>
  )
}

export const renderTestResult = (test: ConnectionTestBody): string =>
  renderPage(
    titles[test.status],
    <>
      <p>
        Connection {test.connection}, test {test.id}. Nobody was signed in, and nothing was changed.
      </p>
      {test.finding === null ? null : <WhatIsWrong title="What is wrong" finding={test.finding} />}
      {test.result === null ? null : <WhatCame result={test.result} />}
    </>,
  )
