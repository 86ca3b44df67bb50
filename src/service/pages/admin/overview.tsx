/** An organization's connections with how they stand, and what happened last. */
import type { VNode } from 'preact'
import type { ConnectionBody, SignInAttempt } from '../../../admin-api/index.js'
import { Scroll, Time } from '../words.js'
import { AttemptRows } from './attempt-rows.js'
import { adminRoot, attemptsPath, connectionPath, renderAdmin, type Viewer } from './frame.js'
import { Standing } from './standing.js'

interface Overview {
  readonly viewer: Viewer
  readonly connections: readonly ConnectionBody[]
  readonly attempts: readonly SignInAttempt[]
}

const protocols = { saml: 'SAML 2.0', oidc: 'OpenID Connect' } as const

export const protocolTitle = (protocol: ConnectionBody['protocol']): string => protocols[protocol]

function Row({ connection }: { connection: ConnectionBody }): VNode {
  const { name, protocol, idp, status, evidence } = connection
  return (
    <tr>
      <th scope="row">
        <a href={connectionPath(name)}>{name}</a>
      </th>
      <td>
        <Standing status={status} />
      </td>
      <td class="key">{protocolTitle(protocol)}</td>
      <td>{idp}</td>
      <td class="key">{evidence ? <Time at={evidence.testedAt} /> : 'never'}</td>
    </tr>
  )
}

function Connections({ connections }: { connections: readonly ConnectionBody[] }): VNode {
  if (connections.length === 0) return <p class="quiet">There are none yet.</p>
  return (
    <Scroll label="Connections">
      <table>
        <thead>
          <tr>
            <th scope="col">Connection</th>
            <th scope="col">Standing</th>
            <th scope="col">Protocol</th>
            <th scope="col">Identity provider</th>
            <th scope="col">Last test passed</th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <Row key={connection.name} connection={connection} />
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

export const renderOverview = ({ viewer, connections, attempts }: Overview): string =>
  renderAdmin(
    { title: 'Connections', viewer, current: adminRoot },
    <>
      <section class="card">
        <h2>How they stand</h2>
        <Connections connections={connections} />
      </section>
      <section class="card">
        <h2>Latest sign-in attempts</h2>
        <AttemptRows attempts={attempts} />
        <p>
          <a href={attemptsPath}>All sign-in attempts</a>
        </p>
      </section>
    </>,
  )
