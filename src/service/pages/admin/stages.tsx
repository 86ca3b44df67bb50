/** The numbered stages of setting a connection up, and what each shows: values to paste, and what was seen of it. */
import type { ComponentChildren, VNode } from 'preact'
import type { ManualStepsBody } from '../../../admin-api/index.js'
import type { setupStages, SetupStage } from '../../../core/index.js'
import { Badge, Scroll, Time, type Tone } from '../words.js'

type Step = ManualStepsBody['steps'][number]
type Seen = Pick<Step, 'status' | 'at' | 'detail' | 'remedy'>

const tones: Readonly<Record<Seen['status'], Tone>> = {
  pending: 'plain',
  observed: 'good',
  contradicted: 'bad',
}

/** In their order, numbered from 1. */
export function Stages(props: {
  readonly stages: ReturnType<typeof setupStages>
  readonly content: (stage: SetupStage) => ComponentChildren
}): VNode {
  return (
    <ol class="stages">
      {props.stages.map(({ stage, title }, index) => (
        <li key={stage} class="card">
          <h2>
            {index + 1}. {title}
          </h2>
          {props.content(stage)}
        </li>
      ))}
    </ol>
  )
}

export function Status({ status, at, detail, remedy }: Seen): VNode {
  return (
    <>
      <Badge tone={tones[status]}>{status}</Badge> {at === null ? null : <Time at={at} />}{' '}
      <span class="why">
        {detail}
        {remedy === null ? null : <> → {remedy}</>}
      </span>
    </>
  )
}

interface Pasted {
  readonly field: string
  readonly value?: string | null
  readonly secret?: string | null
}

export function Values(props: {
  readonly title: string
  readonly values: readonly Pasted[]
}): VNode | null {
  if (props.values.length === 0) return null
  return (
    <Scroll label={props.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">There</th>
            <th scope="col">Enter</th>
          </tr>
        </thead>
        <tbody>
          {props.values.map(({ field, value, secret }) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td>{secret ? <em>{secret}</em> : <code>{value}</code>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

/** One step at the IdP. Until the connection exists nothing was seen of it. */
export function StepAtIdp(props: {
  readonly step: Omit<Step, 'values' | keyof Seen | 'event' | 'doneWhen' | 'of'> &
    Partial<Seen> & { readonly values: readonly Pasted[] }
}): VNode {
  const { idp, title, values, notes, status, at = null, detail = '', remedy = null } = props.step
  return (
    <>
      <h3>
        {idp}: {title}
      </h3>
      <Values title={title} values={values} />
      {notes.map((note) => (
        <p class="quiet">{note}</p>
      ))}
      {status === undefined ? null : (
        <p>
          <Status {...{ status, at, detail, remedy }} />
        </p>
      )}
    </>
  )
}
