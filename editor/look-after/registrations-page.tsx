import { SegmentedControl } from '@mantine/core';
import { useChosenProgram } from '../app/chosen.ts';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { CaseList } from './cases/case-list.tsx';
import { Inbox } from './inbox/inbox.tsx';
import { useFilters } from './use-filters.ts';

/** Registrations, applications, MDF and co-sell requests: those that wait for a person, or all. And activities that wait for others. */
export function RegistrationsPage() {
  const [program] = useChosenProgram();
  const [{ show = 'waiting' }, change] = useFilters(['show']);
  return (
    <>
      <PageHeader title="Waiting" about="What no rule decides, a person does: registrations, enrollments, MDF and co-sell requests." />
      <PageBody>
        <SegmentedControl
          aria-label="Which are shown"
          value={show === 'activities' || show === 'all' ? show : 'waiting'}
          onChange={(value) => change({ show: value === 'waiting' ? '' : value })}
          data={[
            { value: 'waiting', label: 'For a person' },
            { value: 'all', label: 'All cases' },
            { value: 'activities', label: 'Activities set aside or late' },
          ]}
          mb="md"
        />
        {show === 'activities' ? <Inbox program={program} /> : <CaseList program={program} isAll={show === 'all'} />}
      </PageBody>
    </>
  );
}
