import { Badge, Button, Group } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useCommands } from '../../app/commands.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { useFormats } from '../../ui/formats.ts';
import { tell, tellError } from '../../ui/notify.tsx';
import { More } from '../../ui/paged.tsx';
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx';
import styles from '../look-after.module.css';
import { MakeKey } from './key-form.tsx';
import { type Key, useKeys, useRevokeKey } from './queries.ts';

const standing = ({ revokedAt, expiresAt }: Key): string =>
  revokedAt !== undefined ? 'revoked' : Date.parse(expiresAt) < Date.now() ? 'ended' : 'valid';

/** Keys with which programs ask; operators and admins see all, others their own. */
export function Keys() {
  const list = useKeys();
  const revoking = useRevokeKey();
  const [isMaking, setMaking] = useState(false);
  useCommands(useMemo(() => [{ id: 'key', label: 'Make a key', onClick: () => setMaking(true) }], []));
  const [revoked, setRevoked] = useState<Key>();
  const { ago, date } = useFormats();
  const columns: readonly Column<Key>[] = [
    { id: 'name', title: 'For', value: ({ name }) => name },
    { id: 'id', title: 'Begins with', value: ({ id }) => `dw_${id}`, render: ({ id }) => <span className={styles.hash}>dw_{id}</span> },
    {
      id: 'roles',
      title: 'Roles',
      value: ({ roles, programs = [], partner = '' }) => [...roles, ...programs, partner].join(' '),
      render: ({ roles, programs, partner }) => (
        <Group gap={4}>
          {roles.map((role) => (
            <Badge key={role} color="gray">
              {[role, ...(programs ?? []), ...(partner === undefined ? [] : [partner])].join(' · ')}
            </Badge>
          ))}
        </Group>
      ),
    },
    { id: 'made', title: 'Made by', value: ({ madeBy }) => madeBy.name },
    {
      id: 'used',
      title: 'Last used',
      value: ({ lastUsedAt }) => lastUsedAt,
      render: ({ lastUsedAt }) => (lastUsedAt === undefined ? 'never' : ago(lastUsedAt)),
    },
    { id: 'ends', title: 'Ends', value: ({ expiresAt }) => expiresAt, render: ({ expiresAt }) => date(expiresAt.slice(0, 10)) },
    {
      id: 'standing',
      title: 'Standing',
      value: standing,
      render: (key) => <Badge color={standing(key) === 'valid' ? 'pine' : 'gray'}>{standing(key)}</Badge>,
    },
    {
      id: 'revoke',
      title: 'Revoke',
      value: () => '',
      render: (key) =>
        standing(key) === 'valid' && (
          <Button variant="default" size="compact-xs" onClick={() => setRevoked(key)} aria-label={`Revoke ${key.name}`}>
            Revoke
          </Button>
        ),
    },
  ];
  const make = (
    <Button leftSection={<IconKey size={14} />} onClick={() => setMaking(true)}>
      Make a key
    </Button>
  );
  return (
    <>
      {list.error !== null ? (
        <ErrorState error={list.error} again={list.again} />
      ) : list.rows === undefined ? (
        <Loading what="keys" />
      ) : (
        <>
          <DataTable
            rows={list.rows}
            columns={columns}
            idOf={({ id }) => id}
            name="keys"
            tools={make}
            empty={
              <EmptyState icon={IconKey} title="There is no key" action={make}>
                Systems, portals and scripts ask with keys, each with the roles that it needs and no more.
              </EmptyState>
            }
          />
          <More list={list} what="keys" />
        </>
      )}
      {isMaking && <MakeKey close={() => setMaking(false)} />}
      <Confirm
        isOpen={revoked !== undefined}
        close={() => setRevoked(undefined)}
        title={`Revoke ${revoked?.name ?? ''}`}
        verb="Revoke"
        isDangerous
        isBusy={revoking.isPending}
        confirm={() => {
          if (revoked === undefined) return;
          revoking.mutate(revoked.id, {
            onSuccess: () => {
              tell(`${revoked.name} is revoked.`);
              setRevoked(undefined);
            },
            onError: tellError,
          });
        }}
      >
        Whatever asks with it is refused from now on. It can’t be taken back; another key can be made.
      </Confirm>
    </>
  );
}
