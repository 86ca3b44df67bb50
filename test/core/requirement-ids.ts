/** What a reason may rest on: a requirement of the four services, a line of the configuration, or a standard. */

/** Every ID of the requirements page. */
export const requirementIds: readonly string[] = `
  T01 T02 T03 T04 T05 T06 T07 T10 T10a T11 T11a T12 T12a T13 T13a
  T20 T21 T22 T23 T24 T25 T26 T27 T28 T30 T31 T32 T33 T34
  T40 T41 T42 T43 T43a T44 T45 T46 T47 T48
  T50 T51 T52 T53 T54 T55 T56 T57 T58 T59 T60 T61 T62 T63 T70 T71 T72 T73 T74 T75 T76
  Q01 Q02 Q02a Q03 Q03a Q04 Q05 Q06 Q07 Q07a Q08 Q08a Q09 Q10 Q11 Q12
  W01 W02 W03 W04 W05 W06 W07 W08 W09 W09a W10 W10a W11 W12 W13 W14 W15
  S01 S02 S03 S04 S05 S06 S07 S08 S09 S10 S20 S21 S22 S23 S23a S30 S31 S31a S32 S33 S33a
  S40 S41 S42 S43 S44 S45 S45a S46 S50 S51 S52 S53 S60 S61 S62 S63 S64 S65 S66 S67 S68
`
  .trim()
  .split(/\s+/)

const standards = /^(?:RFC \d+|OpenID Connect|SAML|Microsoft|NIST)\b/

/** Does a source say where to look? */
export const isSource = (source: string): boolean =>
  source.startsWith('role_rules: ') ||
  standards.test(source) ||
  source.split(', ').every((part) => requirementIds.includes(part))
