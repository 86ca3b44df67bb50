/** What README.md promises: its code stands in the example it names, and its commands and scripts exist. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>
}

const found = (pattern: RegExp): string[] => [
  ...new Set([...readme.matchAll(pattern)].flatMap(([, name]) => name ?? [])),
]

const cli = ['--import', 'tsx', join(root, 'src/cli/main.ts'), '--help']
const help = execFileSync(process.execPath, cli, { cwd: root, encoding: 'utf8' })

describe('README.md', () => {
  test('its program is, line by line, in the example it names', () => {
    const [, code = ''] = /```ts\n([\s\S]+?)```/.exec(readme) ?? []
    const [, example = ''] = /heart of \[(examples\/[\w-]+\.ts)\]/.exec(readme) ?? []
    expect(readFileSync(join(root, example), 'utf8')).toContain(code)
  })

  test.each(found(/`mortise ([a-z-]+)/g))('there is a command: mortise %s', (name) => {
    expect(help).toMatch(new RegExp(`^ {2}${name} `, 'm'))
  })

  test.each(found(/npm run ([a-z:-]+)/g))('there is a script: npm run %s', (name) => {
    expect(Object.keys(scripts)).toContain(name)
  })

  test.each(found(/\]\((?!https?:)([^)#]+)\)/g))('there is a file: %s', (path) => {
    expect(existsSync(join(root, path))).toBe(true)
  })
})
