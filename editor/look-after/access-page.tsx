import { Tabs } from '@mantine/core';
import { useMay } from '../app/session.ts';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { Keys } from './access/keys.tsx';
import { People } from './access/people.tsx';
import { useFilters } from './use-filters.ts';

/** Who may do what: people with their roles, and keys. */
export function AccessPage() {
  const [{ tab }, change] = useFilters(['tab']);
  const mayPeople = useMay('admin');
  const shown = mayPeople && tab !== 'keys' ? 'people' : 'keys';
  return (
    <>
      <PageHeader title="People and keys" about="People sign in and have roles; systems, portals and scripts ask with keys." />
      <PageBody>
        <Tabs value={shown} onChange={(chosen) => change({ tab: chosen === 'keys' ? 'keys' : '' })} keepMounted={false}>
          <Tabs.List mb="md">
            {mayPeople && <Tabs.Tab value="people">People</Tabs.Tab>}
            <Tabs.Tab value="keys">Keys</Tabs.Tab>
          </Tabs.List>
          {mayPeople && (
            <Tabs.Panel value="people">
              <People />
            </Tabs.Panel>
          )}
          <Tabs.Panel value="keys">
            <Keys />
          </Tabs.Panel>
        </Tabs>
      </PageBody>
    </>
  );
}
