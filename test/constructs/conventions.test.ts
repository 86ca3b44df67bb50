/** What the CDK's conventions ask of every construct, read from the sources. What typedoc can see, `npm run docs:check` holds. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'

const folder = fileURLToPath(new URL('../../constructs/', import.meta.url))
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('bindings/'))
  .map((file) => [file, readFileSync(`${folder}${file}`, 'utf8')] as const)

/** Interfaces a user fills in. */
const filledIn =
  /export interface (\w+(?:Props|Options|Filter|Claim|Claims|Statement|Waiver|Trust))\b[^{]*\{([\s\S]*?)\n\}/g
const optional = /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\s+readonly (\w+)\?:/g

test('every optional prop tells its default', () => {
  const props = sources.flatMap(([file, text]) =>
    [...text.matchAll(filledIn)].flatMap(([, owner = '', body = '']) =>
      [...body.matchAll(optional)].map(([, doc = '', name = '']) => ({
        at: `${file} ${owner}.${name}`,
        doc,
      })),
    ),
  )
  expect(props.length).toBeGreaterThan(80)
  expect(props.filter(({ doc }) => !doc.includes('@default')).map(({ at }) => at)).toEqual([])
})

test('props are flat and readonly', () => {
  const members = sources.flatMap(([file, text]) =>
    [...text.matchAll(filledIn)].flatMap(([, owner = '', body = '']) =>
      [...body.matchAll(/^ {2}(?!readonly )(\w+)\??:/gm)].map(
        ([, name = '']) => `${file} ${owner}.${name}`,
      ),
    ),
  )
  expect(members).toEqual([])
})

test('every construct says which logical ids it makes: they are public API', () => {
  const classes = sources.flatMap(([file, text]) =>
    [
      ...text.matchAll(
        /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\nexport class (\w+) extends (?:Construct|\w+Base|Terraform\w+)\b/g,
      ),
    ].map(([, doc = '', name = '']) => ({ at: `${file} ${name}`, doc })),
  )
  expect(classes.length).toBeGreaterThan(20)
  expect(
    classes.filter(({ doc }) => !doc.includes('Logical ids (public API)')).map(({ at }) => at),
  ).toEqual([])
})
