import { Button, Code, CopyButton, Group, Modal, MultiSelect, NumberInput, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { newIntention } from '../../api/client.ts';
import { usePrograms } from '../../api/programs.ts';
import { hasRole, useSession } from '../../app/session.ts';
import { Notice } from '../../ui/notice.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { PartnerSelect } from './partner-select.tsx';
import { type NewKey, useMakeKey } from './queries.ts';

type For = 'me' | 'system' | 'partner';

const MOST_DAYS = 3_650;

/** A key: for your own scripts, for a system bound to programs, for a partner's portal. It is shown this once. */
export function MakeKey({ close }: { readonly close: () => void }) {
  const making = useMakeKey();
  const made = making.data?.key;
  return (
    <Modal
      opened
      onClose={close}
      title={made === undefined ? 'Make a key' : 'The key'}
      centered
      // what is shown once isn't lost by a click beside it
      closeOnClickOutside={made === undefined}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {made === undefined ? <Fields making={making} close={close} /> : <Shown text={made} close={close} />}
    </Modal>
  );
}

function Shown({ text, close }: { readonly text: string; readonly close: () => void }) {
  return (
    <Stack>
      <Notice title="It is shown this once">
        Put it where your secrets are kept. Whoever has it may do what its roles allow, until it ends or is revoked.
      </Notice>
      <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }} aria-label="The key">
        {text}
      </Code>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button variant="default" leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />} onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        <Button onClick={close}>I have kept it</Button>
      </Group>
    </Stack>
  );
}

function Fields({ making, close }: { readonly making: ReturnType<typeof useMakeKey>; readonly close: () => void }) {
  const { data: session } = useSession();
  const { data: programs = [] } = usePrograms();
  const [intention] = useState(newIntention);
  const [whose, setWhose] = useState<For>('me');
  const [name, setName] = useState('');
  const [roles, setRoles] = useState<string[]>([]);
  const [bound, setBound] = useState<string[]>([]);
  const [partner, setPartner] = useState('');
  const [days, setDays] = useState<string | number>(90);
  const mayForOthers = session != null && hasRole(session, 'operator', 'admin');
  const isComplete =
    name.trim() !== '' && (whose === 'me' ? roles.length > 0 : whose === 'system' ? bound.length > 0 : partner.trim() !== '');
  const make = (event: FormEvent): void => {
    event.preventDefault();
    if (!isComplete) return;
    const of: Pick<NewKey, 'roles' | 'programs' | 'partner'> =
      whose === 'me'
        ? { roles: roles as NewKey['roles'] }
        : whose === 'system'
          ? { roles: ['system'], programs: bound }
          : { roles: ['partner'], partner: partner.trim() };
    making.mutate({ name: name.trim(), ...of, ...(typeof days === 'number' && { days }), intention });
  };
  return (
    <form onSubmit={make}>
      <Stack>
        <TextInput
          label="What it is for"
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          maxLength={200}
          required
          data-autofocus
        />
        {mayForOthers && (
          <SegmentedControl
            aria-label="Who asks with it"
            value={whose}
            onChange={(chosen) => setWhose(chosen as For)}
            data={[
              { value: 'me', label: 'Me' },
              { value: 'system', label: 'A system' },
              { value: 'partner', label: 'A partner' },
            ]}
          />
        )}
        {whose === 'me' && (
          <MultiSelect
            label="Roles"
            description="At most those that you have."
            size="xs"
            data={session?.roles ?? []}
            value={roles}
            onChange={setRoles}
            required
          />
        )}
        {whose === 'system' && (
          <MultiSelect
            label="Programs that it may ask"
            size="xs"
            data={programs.map((each) => ({ value: each.id, label: each.name }))}
            value={bound}
            onChange={setBound}
            required
          />
        )}
        {whose === 'partner' && <PartnerSelect value={partner} onChange={setPartner} />}
        <NumberInput label="Valid for days" value={days} onChange={setDays} min={1} max={MOST_DAYS} allowDecimal={false} w={140} />
        {making.error !== null && <ErrorState error={making.error} compact />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Leave it
          </Button>
          <Button type="submit" loading={making.isPending} disabled={!isComplete}>
            Make the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
