/** Sign-in attempts of an organization: found by reference, narrowed down, page by page. */
import type { VNode } from 'preact'
import type { SignInAttempt } from '../../../admin-api/index.js'
import { AttemptRows, outcomeWords } from './attempt-rows.js'
import { attemptsPath, renderAdmin, type Viewer } from './frame.js'

export interface AttemptsPage {
  readonly viewer: Viewer
  readonly attempts: readonly SignInAttempt[]
  /** What is asked for. */
  readonly asked: {
    readonly connection?: string | undefined
    readonly outcome?: string | undefined
  }
  readonly connections: readonly string[]
  /** Reference of the last one here, if there are older ones. */
  readonly next: string | null
  /** A reference that was looked for and is not there. */
  readonly missing: string | undefined
}

function Find({ missing }: { missing: string | undefined }): VNode {
  return (
    <section class="card">
      <h2>Find one</h2>
      {missing === undefined ? null : (
        <div class="notice warn" role="alert">
          <p>
            There is no attempt with the reference <code>{missing}</code>: it is another
            organization’s, older than we keep them, or mistyped.
          </p>
        </div>
      )}
      <form method="get" action={attemptsPath} class="filters">
        <div>
          <label for="reference">Reference the person was shown</label>
          <input id="reference" name="reference" autocomplete="off" spellcheck={false} required />
        </div>
        <div>
          <button type="submit">Find</button>
        </div>
      </form>
    </section>
  )
}

interface SelectProps {
  readonly name: string
  readonly label: string
  readonly chosen: string | undefined
  readonly options: readonly (readonly [string, string])[]
}

function Select({ name, label, chosen, options }: SelectProps): VNode {
  return (
    <div>
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        <option value="">all</option>
        {options.map(([value, title]) => (
          <option value={value} selected={value === chosen}>
            {title}
          </option>
        ))}
      </select>
    </div>
  )
}

function Narrow({ asked, connections }: AttemptsPage): VNode {
  return (
    <form method="get" action={attemptsPath} class="filters">
      <Select
        name="connection"
        label="Through"
        chosen={asked.connection}
        options={connections.map((name) => [name, name])}
      />
      <Select
        name="outcome"
        label="Outcome"
        chosen={asked.outcome}
        options={Object.entries(outcomeWords)}
      />
      <div>
        <button type="submit" class="second">
          Show
        </button>
      </div>
    </form>
  )
}

function olderUrl({ asked, next }: AttemptsPage): string {
  const query = Object.entries({ ...asked, after: next ?? undefined }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  )
  return `${attemptsPath}?${new URLSearchParams(query).toString()}`
}

export const renderAttempts = (page: AttemptsPage): string =>
  renderAdmin(
    { title: 'Sign-in attempts', viewer: page.viewer, current: attemptsPath },
    <>
      <Find missing={page.missing} />
      <section class="card">
        <h2>All</h2>
        <Narrow {...page} />
        <AttemptRows attempts={page.attempts} />
        {page.next === null ? null : (
          <p>
            <a class="button second" href={olderUrl(page)}>
              Older
            </a>
          </p>
        )}
      </section>
    </>,
  )
