/** The people of the practice IdP, as data. All invented; the addresses belong to nobody (RFC 2606). */

export interface Person {
  /** How a program names them in `POST /sign-in`. */
  readonly login: string
  readonly displayName: string
  readonly mail: string
  readonly groups: readonly string[]
}

export const people: readonly Person[] = [
  {
    login: 'ada',
    displayName: 'Ada Lovelace',
    mail: 'ada@example.com',
    groups: ['Engineers', 'Platform Admins'],
  },
  { login: 'grace', displayName: 'Grace Hopper', mail: 'grace@example.com', groups: ['Engineers'] },
  // In no group at all: an attribute without values, which is not the same as no attribute.
  { login: 'linus', displayName: 'Linus Pauling', mail: 'linus@example.com', groups: [] },
  // What breaks careless escaping and careless encodings.
  {
    login: 'zoe',
    displayName: 'Zoë Ångström <王>',
    mail: 'zoe@example.com',
    groups: ['Research & Development', 'Engineers'],
  },
  {
    login: 'margaret',
    displayName: "Margaret O'Hamilton",
    mail: 'margaret@example.com',
    groups: ['Auditors'],
  },
]

export const personNamed = (login: string): Person | undefined =>
  people.find((person) => person.login === login)
