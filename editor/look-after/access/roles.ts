/** What each role may, in a line; server/access/roles has the whole of it. */
const MEANING = {
  viewer: 'sees',
  analyst: 'asks what-if',
  designer: 'writes programs',
  approver: 'decides on submissions and cases',
  operator: 'imports, keeps partners and keys',
  admin: 'people, audit trail, backups',
} as const;

export const PERSON_ROLES = Object.entries(MEANING).map(([value, meaning]) => ({ value, label: `${value}: ${meaning}` }));
