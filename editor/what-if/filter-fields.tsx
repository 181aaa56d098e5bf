import { Collapse, Group, MultiSelect, Stack, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useSpread } from './queries.ts';
import type { RequestForm } from './request-form.ts';

type Filter = Pick<RequestForm, 'from' | 'through' | 'inForceFrom' | 'partnerTypes' | 'regions' | 'segments'>;

interface Props {
  readonly history: string;
  readonly form: Filter;
  readonly change: (filter: Partial<Filter>) => void;
}

interface Spread {
  readonly partnerTypes?: { readonly values: readonly { readonly value: string }[] };
  readonly profile?: readonly FactSpread[];
  readonly kinds?: readonly { readonly facts: readonly FactSpread[] }[];
}

interface FactSpread {
  readonly fact: string;
  readonly texts?: { readonly values: readonly { readonly value: string }[] };
}

/** Which decisions are counted, and from when on candidates hold. All of the history is decided, whatever is counted. */
export function FilterFields({ history, form, change }: Props) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const { data } = useSpread(history);
  const spread = (data ?? {}) as Spread;
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  const day = (name: 'from' | 'through' | 'inForceFrom', label: string, description?: string) => (
    <TextInput
      type="date"
      label={label}
      value={form[name]}
      onChange={({ currentTarget: { value } }) => change({ [name]: value })}
      w={170}
      {...(description !== undefined && { description })}
    />
  );
  return (
    <section aria-label="What is counted">
      <UnstyledButton onClick={toggle} aria-expanded={isOpen} mb="xs">
        <Group gap={4}>
          <Chevron size={14} aria-hidden />
          What is counted, and from when on
        </Group>
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <Stack className="panel" p="md" gap="sm">
          <Group align="flex-end">
            {day('from', 'Counted from')}
            {day('through', 'through')}
            {day('inForceFrom', 'Candidates hold from')}
          </Group>
          <Group align="flex-start">
            <MultiSelect
              label="Partner types"
              placeholder={form.partnerTypes.length === 0 ? 'All' : ''}
              data={(spread.partnerTypes?.values ?? []).map(({ value }) => value)}
              value={[...form.partnerTypes]}
              onChange={(partnerTypes) => change({ partnerTypes })}
              w={260}
            />
            <MultiSelect
              label="Regions"
              placeholder={form.regions.length === 0 ? 'All' : ''}
              data={valuesOf(spread, ['partner.region', 'customer.region', 'partner.country', 'customer.country'])}
              value={[...form.regions]}
              onChange={(regions) => change({ regions })}
              searchable
              w={260}
            />
            <MultiSelect
              label="Segments"
              placeholder={form.segments.length === 0 ? 'All' : ''}
              data={valuesOf(spread, ['partner.segment', 'customer.segment'])}
              value={[...form.segments]}
              onChange={(segments) => change({ segments })}
              searchable
              w={260}
            />
          </Group>
        </Stack>
      </Collapse>
    </section>
  );
}

/** Of the first of these facts that the history has. */
function valuesOf({ profile = [], kinds = [] }: Spread, facts: readonly string[]): string[] {
  const spreads = [...profile, ...kinds.flatMap((kind) => kind.facts)];
  for (const fact of facts) {
    const values = new Set(
      spreads.filter((each) => each.fact === fact).flatMap(({ texts }) => (texts?.values ?? []).map(({ value }) => value)),
    );
    if (values.size > 0) return [...values].toSorted();
  }
  return [];
}
