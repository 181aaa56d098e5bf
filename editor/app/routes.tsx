import type { ComponentType } from 'react';
import type { PageName } from './pages.ts';

/** What each page loads, when somebody goes there. A page without an entry doesn't compile. */
export const LOAD: Readonly<Record<PageName, () => Promise<ComponentType>>> = {
  home: () => import('../write/programs-page.tsx').then(({ ProgramsPage }) => ProgramsPage),
  program: () => import('../write/program-page.tsx').then(({ ProgramPage }) => ProgramPage),
  draft: () => import('../write/draft-page.tsx').then(({ DraftPage }) => DraftPage),
  whatIf: () => import('../what-if/simulations-page.tsx').then(({ SimulationsPage }) => SimulationsPage),
  newSimulation: () => import('../what-if/new-simulation-page.tsx').then(({ NewSimulationPage }) => NewSimulationPage),
  simulation: () => import('../what-if/simulation-page.tsx').then(({ SimulationPage }) => SimulationPage),
  tests: () => import('../tests/tests-page.tsx').then(({ TestsPage }) => TestsPage),
  submissions: () => import('../decide/submissions-page.tsx').then(({ SubmissionsPage }) => SubmissionsPage),
  submission: () => import('../decide/submission-page.tsx').then(({ SubmissionPage }) => SubmissionPage),
  timeline: () => import('../decide/timeline-page.tsx').then(({ TimelinePage }) => TimelinePage),
  registrations: () => import('../look-after/registrations-page.tsx').then(({ RegistrationsPage }) => RegistrationsPage),
  registration: () => import('../look-after/registration-page.tsx').then(({ RegistrationPage }) => RegistrationPage),
  decisions: () => import('../look-after/decisions-page.tsx').then(({ DecisionsPage }) => DecisionsPage),
  decision: () => import('../look-after/decision-page.tsx').then(({ DecisionPage }) => DecisionPage),
  partners: () => import('../look-after/partners-page.tsx').then(({ PartnersPage }) => PartnersPage),
  partner: () => import('../look-after/partner-page.tsx').then(({ PartnerPage }) => PartnerPage),
  imports: () => import('../look-after/imports-page.tsx').then(({ ImportsPage }) => ImportsPage),
  import: () => import('../look-after/import-page.tsx').then(({ ImportPage }) => ImportPage),
  access: () => import('../look-after/access-page.tsx').then(({ AccessPage }) => AccessPage),
  audit: () => import('../look-after/audit-page.tsx').then(({ AuditPage }) => AuditPage),
  worth: () => import('../worth/worth-page.tsx').then(({ WorthPage }) => WorthPage),
};
