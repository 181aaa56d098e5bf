import {
  IconAdjustmentsHorizontal,
  IconBook2,
  IconBuildingStore,
  IconChecklist,
  IconClipboardCheck,
  IconFileImport,
  IconGavel,
  IconInbox,
  IconKey,
  IconReportMoney,
  IconShieldCheck,
  IconTimeline,
  type TablerIcon,
} from '@tabler/icons-react';
import type { PageName } from './pages.ts';

type Role = 'viewer' | 'analyst' | 'designer' | 'approver' | 'operator' | 'admin';

export interface NavigationItem {
  readonly page: PageName;
  readonly label: string;
  readonly icon: TablerIcon;
  /** Who has something to do there; missing: all. */
  readonly roles?: readonly Role[];
}

interface NavigationGroup {
  readonly label: string;
  readonly items: readonly NavigationItem[];
}

/** The rail, from writing a rule to living with it. */
export const NAVIGATION: readonly NavigationGroup[] = [
  {
    label: 'Design',
    items: [
      { page: 'home', label: 'Write', icon: IconBook2 },
      { page: 'whatIf', label: 'What if', icon: IconAdjustmentsHorizontal, roles: ['analyst', 'designer', 'approver'] },
      { page: 'tests', label: 'Tests', icon: IconChecklist, roles: ['analyst', 'designer', 'approver'] },
    ],
  },
  {
    label: 'Decide',
    items: [
      { page: 'submissions', label: 'Submissions', icon: IconClipboardCheck },
      { page: 'timeline', label: 'Timeline', icon: IconTimeline },
    ],
  },
  {
    label: 'Look after',
    items: [
      { page: 'registrations', label: 'Waiting', icon: IconInbox },
      { page: 'decisions', label: 'Decisions', icon: IconGavel },
      { page: 'partners', label: 'Partners', icon: IconBuildingStore },
      { page: 'worth', label: 'Worth', icon: IconReportMoney },
    ],
  },
  {
    label: 'Run',
    items: [
      { page: 'imports', label: 'Imports', icon: IconFileImport },
      { page: 'access', label: 'Access', icon: IconKey },
      { page: 'audit', label: 'Audit', icon: IconShieldCheck },
    ],
  },
];
