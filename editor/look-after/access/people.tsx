import { Badge, Button, Group, UnstyledButton } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useCommands } from '../../app/commands.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { useFormats } from '../../ui/formats.ts';
import { More } from '../../ui/paged.tsx';
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx';
import { AddPerson, ChangePerson } from './person-form.tsx';
import { type Person, usePeople } from './queries.ts';

/** Who may sign in, and what they may do. */
export function People() {
  const list = usePeople(true);
  const [isAdding, setAdding] = useState(false);
  useCommands(useMemo(() => [{ id: 'person', label: 'Add a person', onClick: () => setAdding(true) }], []));
  const [changed, setChanged] = useState<Person>();
  const { date } = useFormats();
  const columns: readonly Column<Person>[] = [
    {
      id: 'name',
      title: 'Name',
      value: ({ name }) => name,
      render: (person) => (
        <UnstyledButton c="var(--accent-text)" fz="inherit" onClick={() => setChanged(person)} aria-label={`Change ${person.name}`}>
          {person.name}
        </UnstyledButton>
      ),
    },
    { id: 'email', title: 'Email', value: ({ email }) => email },
    {
      id: 'roles',
      title: 'Roles',
      value: ({ roles, partner }) => [...roles, partner ?? ''].join(' '),
      render: ({ roles, partner }) => (
        <Group gap={4}>
          {roles.map((role) => (
            <Badge key={role} color="gray">
              {partner === undefined ? role : `${role}: ${partner}`}
            </Badge>
          ))}
        </Group>
      ),
    },
    {
      id: 'standing',
      title: 'Standing',
      value: ({ active, signsIn }) => (active ? (signsIn ? 'signs in' : 'has not signed in yet') : 'shut out'),
    },
    { id: 'added', title: 'Added', value: ({ createdAt }) => createdAt, render: ({ createdAt }) => date(createdAt.slice(0, 10)) },
  ];
  const add = (
    <Button leftSection={<IconUserPlus size={14} />} onClick={() => setAdding(true)}>
      Add a person
    </Button>
  );
  return (
    <>
      {list.error !== null ? (
        <ErrorState error={list.error} again={list.again} />
      ) : list.rows === undefined ? (
        <Loading what="people" />
      ) : (
        <>
          <DataTable
            rows={list.rows}
            columns={columns}
            idOf={({ id }) => id}
            name="people"
            tools={add}
            empty={
              <EmptyState title="Nobody is here yet" action={add}>
                Whoever signs in with your provider is added by itself; others are added here.
              </EmptyState>
            }
          />
          <More list={list} what="people" />
        </>
      )}
      {isAdding && <AddPerson close={() => setAdding(false)} />}
      {changed !== undefined && <ChangePerson person={changed} close={() => setChanged(undefined)} />}
    </>
  );
}
