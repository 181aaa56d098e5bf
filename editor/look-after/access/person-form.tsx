import { Button, Group, Modal, MultiSelect, SegmentedControl, Stack, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { newIntention } from '../../api/client.ts';
import { tell } from '../../ui/notify.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { PartnerSelect } from './partner-select.tsx';
import { type NewPerson, type Person, useAddPerson, useChangePerson } from './queries.ts';
import { PERSON_ROLES } from './roles.ts';

type Roles = NewPerson['roles'];

interface Fields {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
  /** Id of the partner whose portal they use; with that role, and no other. */
  readonly partner: string;
}

/** Somebody who shall sign in, or in whose name keys act. */
export function AddPerson({ close }: { readonly close: () => void }) {
  const [fields, setFields] = useState<Fields>({ name: '', email: '', roles: ['viewer'], partner: '' });
  const [isOfPartner, setOfPartner] = useState(false);
  const [intention] = useState(newIntention);
  const adding = useAddPerson();
  const add = (event: FormEvent): void => {
    event.preventDefault();
    const { name, email, roles, partner } = fields;
    const may = isOfPartner ? { roles: ['partner'] as Roles, partner: partner.trim() } : { roles: [...roles] as Roles };
    const given = { name: name.trim(), ...may, ...(email.trim() !== '' && { email: email.trim() }) };
    adding.mutate(
      { ...given, intention },
      {
        onSuccess: () => {
          tell(`${given.name} is added.`);
          close();
        },
      },
    );
  };
  return (
    <Modal opened onClose={close} title="Add a person" centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={add}>
        <Stack>
          <SegmentedControl
            aria-label="Who they are"
            value={isOfPartner ? 'partner' : 'vendor'}
            onChange={(chosen) => setOfPartner(chosen === 'partner')}
            data={[
              { value: 'vendor', label: 'One of us' },
              { value: 'partner', label: 'At a partner' },
            ]}
          />
          <PersonFields fields={fields} change={(changed) => setFields({ ...fields, ...changed })} isPartner={isOfPartner} />
          {isOfPartner && (
            <PartnerSelect
              value={fields.partner}
              onChange={(partner) => setFields({ ...fields, partner })}
              description="They see its enrollments, cases and lines, and nothing else."
            />
          )}
          {adding.error !== null && <ErrorState error={adding.error} compact />}
          <Buttons
            verb="Add"
            close={close}
            isBusy={adding.isPending}
            isDisabled={fields.name.trim() === '' || (isOfPartner && fields.partner.trim() === '')}
          />
        </Stack>
      </form>
    </Modal>
  );
}

/** Other roles, another name; or shut out. */
export function ChangePerson({ person, close }: { readonly person: Person; readonly close: () => void }) {
  const [fields, setFields] = useState<Fields>({ name: person.name, email: person.email ?? '', roles: person.roles, partner: '' });
  const [active, setActive] = useState(person.active);
  const changing = useChangePerson(person.id);
  const change = (event: FormEvent): void => {
    event.preventDefault();
    const { name, email, roles } = fields;
    changing.mutate(
      { name: name.trim(), email: email.trim() === '' ? null : email.trim(), roles: [...roles] as Roles, active },
      {
        onSuccess: () => {
          tell(`${name.trim()} is changed.`);
          close();
        },
      },
    );
  };
  return (
    <Modal opened onClose={close} title={person.name} centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={change}>
        <Stack>
          <PersonFields
            fields={fields}
            change={(changed) => setFields({ ...fields, ...changed })}
            isPartner={person.partner !== undefined}
          />
          <Switch
            label="May sign in"
            description="Off: their sessions end, and keys in their name are revoked."
            checked={active}
            onChange={({ currentTarget }) => setActive(currentTarget.checked)}
          />
          {changing.error !== null && <ErrorState error={changing.error} compact />}
          <Buttons verb="Save" close={close} isBusy={changing.isPending} isDisabled={fields.name.trim() === ''} />
        </Stack>
      </form>
    </Modal>
  );
}

interface FieldsProps {
  readonly fields: Fields;
  readonly change: (changed: Partial<Fields>) => void;
  readonly isPartner?: boolean;
}

function PersonFields({ fields: { name, email, roles }, change, isPartner = false }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Name"
        value={name}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        maxLength={200}
        required
        data-autofocus
      />
      <TextInput
        label="Email"
        description="By it they are found when they first sign in."
        type="email"
        value={email}
        onChange={({ currentTarget }) => change({ email: currentTarget.value })}
        maxLength={300}
      />
      {!isPartner && (
        <MultiSelect
          label="Roles"
          size="xs"
          data={PERSON_ROLES}
          value={[...roles]}
          onChange={(chosen) => change({ roles: chosen })}
          comboboxProps={{ withinPortal: true }}
        />
      )}
    </>
  );
}

interface ButtonsProps {
  readonly verb: string;
  readonly close: () => void;
  readonly isBusy: boolean;
  readonly isDisabled: boolean;
}

function Buttons({ verb, close, isBusy, isDisabled }: ButtonsProps) {
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={close}>
        Leave it
      </Button>
      <Button type="submit" loading={isBusy} disabled={isDisabled}>
        {verb}
      </Button>
    </Group>
  );
}
