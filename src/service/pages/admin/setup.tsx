/** Setting a connection up at the IdP: what to paste where, and what the service has seen of it since. */
import type { VNode } from 'preact'
import type { ManualStepsBody } from '../../../admin-api/index.js'
import type { ContractFinding } from '../../../contract/index.js'
import { Badge, Scroll, Time, WhatIsWrong, type Tone } from '../words.js'
import { adminRoot, connectionPath, renderAdmin, type Viewer } from './frame.js'

export interface SetupPage {
  readonly viewer: Viewer
  readonly name: string
  readonly steps: ManualStepsBody['steps']
  readonly observations: ManualStepsBody['observations']
  readonly findings: readonly ContractFinding[]
}

type Step = ManualStepsBody['steps'][number]
type Seen = Pick<Step, 'status' | 'at' | 'detail' | 'remedy'>

export const setupPath = (name: string): string => `${connectionPath(name)}/setup`

const tones: Readonly<Record<Seen['status'], Tone>> = {
  pending: 'plain',
  observed: 'good',
  contradicted: 'bad',
}

function Status({ status, at, detail, remedy }: Seen): VNode {
  return (
    <>
      <Badge tone={tones[status]}>{status}</Badge> {at === null ? null : <Time at={at} />}
      <span class="why">
        {detail}
        {remedy === null ? null : <> → {remedy}</>}
      </span>
    </>
  )
}

function Values({ values, title }: Pick<Step, 'values' | 'title'>): VNode | null {
  if (values.length === 0) return null
  return (
    <Scroll label={title}>
      <table>
        <thead>
          <tr>
            <th scope="col">There</th>
            <th scope="col">Enter</th>
          </tr>
        </thead>
        <tbody>
          {values.map(({ field, value, secret }) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td>{secret === null ? <code>{value}</code> : <em>{secret}</em>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function StepCard({ step }: { step: Step }): VNode {
  return (
    <section class="card">
      <h2>
        {step.idp}: {step.title}
      </h2>
      <Values {...step} />
      {step.notes.map((note) => (
        <p class="quiet">{note}</p>
      ))}
      <p>
        <Status {...step} />
      </p>
    </section>
  )
}

function Observations({ observations }: Pick<SetupPage, 'observations'>): VNode {
  return (
    <section class="card">
      <h2>What this service has seen</h2>
      <ul class="list">
        {observations.map((each) => (
          <li key={`${each.of} ${each.event}`}>
            <strong>{each.title}</strong> <code>{each.of}</code> <Status {...each} />
          </li>
        ))}
      </ul>
    </section>
  )
}

export const renderSetup = ({ viewer, name, steps, observations, findings }: SetupPage): string =>
  renderAdmin(
    { title: `Set up ${name}`, viewer, current: adminRoot },
    <>
      {findings.map((finding) => (
        <WhatIsWrong title={`To be mended: ${finding.severity}`} finding={finding} />
      ))}
      {steps.map((step) => (
        <StepCard key={step.id} step={step} />
      ))}
      <Observations observations={observations} />
      <p>
        <a href={connectionPath(name)}>Back to the connection</a>
      </p>
    </>,
  )
