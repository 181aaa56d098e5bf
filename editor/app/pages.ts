/*
 * Every page with its address: the one list that the router, the navigation, the palette and the server go by. A page is
 * added here, in routes.tsx (what it loads) and, where it stands in the navigation, in navigation.ts.
 */

interface PageAddress {
  /** As TanStack Router writes it: $name is a parameter. */
  readonly path: `/${string}`;
  readonly title: string;
}

export const PAGES = {
  home: { path: '/', title: 'Programs' },
  // write
  program: { path: '/programs/$program', title: 'Program' },
  draft: { path: '/programs/$program/drafts/$draft', title: 'Draft' },
  // what-if
  whatIf: { path: '/what-if', title: 'What if' },
  newSimulation: { path: '/what-if/new', title: 'New simulation' },
  simulation: { path: '/what-if/$simulation', title: 'Simulation' },
  // tests
  tests: { path: '/tests', title: 'Tests' },
  // decide
  submissions: { path: '/submissions', title: 'Submissions' },
  submission: { path: '/submissions/$submission', title: 'Submission' },
  timeline: { path: '/timeline', title: 'Timeline' },
  // look after
  registrations: { path: '/registrations', title: 'Waiting' },
  registration: { path: '/registrations/$registration', title: 'Registration' },
  decisions: { path: '/decisions', title: 'Decisions' },
  decision: { path: '/decisions/$decision', title: 'Decision' },
  partners: { path: '/partners', title: 'Partners' },
  partner: { path: '/partners/$partner', title: 'Partner' },
  imports: { path: '/imports', title: 'Imports' },
  import: { path: '/imports/$import', title: 'Import' },
  access: { path: '/access', title: 'People and keys' },
  audit: { path: '/audit', title: 'Audit trail' },
  // worth
  worth: { path: '/worth', title: 'Worth' },
} as const satisfies Record<string, PageAddress>;

export type PageName = keyof typeof PAGES;
