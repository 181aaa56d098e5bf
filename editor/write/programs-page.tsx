import { Badge, Group, SimpleGrid, Text, Title } from '@mantine/core';
import { IconBook2 } from '@tabler/icons-react';
import { usePrograms } from '../api/programs.ts';
import { address } from '../app/addresses.ts';
import { PageLink } from '../app/page-link.tsx';
import { Welcome } from '../tour/welcome.tsx';
import { useFormats } from '../ui/formats.ts';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import styles from './programs-page.module.css';

/** Where one arrives: every program, and into it. */
export function ProgramsPage() {
  const { data: programs, error, refetch } = usePrograms();
  return (
    <>
      <PageHeader title="Programs" about="The rules by which partners join, rise, sell and are paid." />
      <PageBody>
        {error !== null && <ErrorState error={error} again={() => void refetch()} />}
        {programs === undefined && error === null && <Loading what="the programs" />}
        {programs?.length === 0 && (
          <EmptyState icon={IconBook2} title="There is no program yet">
            Start the server with --rules and a folder of programs, and they are taken in.
          </EmptyState>
        )}
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
          {programs?.map((program) => (
            <Program key={program.id} {...program} />
          ))}
        </SimpleGrid>
      </PageBody>
      <Welcome />
    </>
  );
}

type Programs = NonNullable<ReturnType<typeof usePrograms>['data']>;

function Program({ id, name, currency, partnerTypes, versions }: Programs[number]) {
  const { date } = useFormats();
  const from = versions.at(-1)?.effectiveFrom;
  return (
    <article className={`panel ${styles.card}`}>
      <Title order={2}>
        <PageLink to={address('program', { program: id })} className={styles.link} inherit>
          {name}
        </PageLink>
      </Title>
      <Text size="sm" c="dimmed">
        {versions.length === 1 ? 'One version' : `${versions.length} versions`}
        {from === undefined ? '' : `, the latest from ${date(from)}`} · {currency}
      </Text>
      <Group gap={6} mt="sm">
        {partnerTypes.map((type) => (
          <Badge key={type.id} color="gray" title={type.tiers?.join(' → ')}>
            {type.id}
            {type.tiers !== undefined && ` · ${type.tiers.length} tiers`}
          </Badge>
        ))}
      </Group>
    </article>
  );
}
