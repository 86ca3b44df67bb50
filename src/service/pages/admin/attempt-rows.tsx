/** Sign-in attempts as a table: when, through what, what came of it. */
import type { VNode } from 'preact'
import type { SignInAttempt } from '../../../admin-api/index.js'
import { Badge, Scroll, Time, type Tone } from '../words.js'
import { attemptPath, connectionPath } from './frame.js'

type Outcome = SignInAttempt['outcome']

const tones: Readonly<Record<Outcome, Tone>> = {
  'signed-in': 'good',
  refused: 'bad',
  'test-passed': 'good',
  'test-failed': 'bad',
}

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  'signed-in': 'signed in',
  refused: 'refused',
  'test-passed': 'test passed',
  'test-failed': 'test failed',
}

export const OutcomeBadge = ({ outcome }: { outcome: Outcome }): VNode => (
  <Badge tone={tones[outcome]}>{outcomeWords[outcome]}</Badge>
)

export const Through = ({ connection }: { connection: string | null }): VNode =>
  connection === null ? <>password</> : <a href={connectionPath(connection)}>{connection}</a>

function Row({ attempt }: { attempt: SignInAttempt }): VNode {
  const { reference, connection, at, outcome, user, finding } = attempt
  return (
    <tr>
      <th scope="row">
        <a href={attemptPath(reference)}>{reference}</a>
      </th>
      <td>
        <OutcomeBadge outcome={outcome} />
      </td>
      <td>{user ?? (finding ? <code>{finding.code}</code> : '')}</td>
      <td class="key">
        <Time at={at} />
      </td>
      <td>
        <Through connection={connection} />
      </td>
    </tr>
  )
}

export function AttemptRows({ attempts }: { attempts: readonly SignInAttempt[] }): VNode {
  if (attempts.length === 0) return <p class="quiet">None</p>
  return (
    <Scroll label="Sign-in attempts, newest first">
      <table>
        <caption>Newest first</caption>
        <thead>
          <tr>
            <th scope="col">Reference</th>
            <th scope="col">Outcome</th>
            <th scope="col">Person, or why not</th>
            <th scope="col">When</th>
            <th scope="col">Through</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt) => (
            <Row key={attempt.reference} attempt={attempt} />
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
