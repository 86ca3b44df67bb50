/** Filter → text, with the fewest parentheses; `parseFilter` reads it back as it was. */
import { renderAttributePath } from './attribute-path.js'
import type { Filter, PatchPath } from './filter.js'

/** Only `or` binds looser than its neighbours: beside `and` it wants parentheses. */
const operand = (filter: Filter): string =>
  filter.kind === 'or' ? `(${renderFilter(filter)})` : renderFilter(filter)

export function renderFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'compare':
      return `${renderAttributePath(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`
    case 'present':
      return `${renderAttributePath(filter.path)} pr`
    case 'and':
      return filter.of.map(operand).join(' and ')
    case 'or':
      return filter.of.map(renderFilter).join(' or ')
    case 'not':
      return `not (${renderFilter(filter.of)})`
    case 'values':
      return `${renderAttributePath(filter.path)}[${renderFilter(filter.of)}]`
  }
}

export function renderPatchPath({ path, filter, sub }: PatchPath): string {
  const values = filter === undefined ? '' : `[${renderFilter(filter)}]`
  const tail = sub === undefined ? '' : `.${sub}`
  return `${renderAttributePath(path)}${values}${tail}`
}
